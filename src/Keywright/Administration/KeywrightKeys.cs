using Keywright.Audit;
using Keywright.Database;
using Keywright.Security.Jose;
using Keywright.SigningKeys;

namespace Keywright.Administration;

/// <summary>A key that tokens are signed with; nothing of its private half.</summary>
/// <param name="Id">The <c>kid</c>: its thumbprint (RFC 7638).</param>
/// <param name="Algorithm">ES256, RS256 or PS256.</param>
/// <param name="Status">published (it will sign), active (it signs) or retired (it verifies).</param>
/// <param name="CreatedAt">When it was made and published.</param>
/// <param name="ActivatesAt">When it begins, or began, to sign.</param>
/// <param name="RetiredAt">When the next one took over.</param>
/// <param name="ExpiresAt">When nothing that it signed is valid any more, and it is deleted.</param>
public sealed record KeywrightKey(
    string Id, string Algorithm, string Status, DateTimeOffset CreatedAt, DateTimeOffset ActivatesAt, DateTimeOffset? RetiredAt,
    DateTimeOffset? ExpiresAt)
{
    internal static KeywrightKey Of(SigningKey key) =>
        new(key.Id, key.Algorithm, key.Status, key.CreatedAt, key.ActivatesAt, key.RetiredAt, key.ExpiresAt);
}

/// <summary>The keys that tokens are signed with, from the application's own code.</summary>
public sealed class KeywrightKeys
{
    private readonly KeywrightDatabase _database;
    private readonly RotateSigningKeys _rotate;
    private readonly AuditOrigin _origin;

    internal KeywrightKeys(KeywrightDatabase database, RotateSigningKeys rotate, AuditOrigin origin) =>
        (_database, _rotate, _origin) = (database, rotate, origin);

    /// <summary>All keys that sign, will sign, or have signed what may still be valid; newest first.</summary>
    public async Task<IReadOnlyList<KeywrightKey>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _database.ReadOne(SigningKeyStore.List, cancellationToken)).Select(KeywrightKey.Of)];

    /// <summary>
    /// Publishes the next key of <c>Keys:Algorithm</c>, which signs a day later; when one is published already, returns that. With
    /// <paramref name="immediately"/> it signs at once: clients that keep a copy of the set of keys must then ask again.
    /// </summary>
    public Task<KeywrightKey> RotateAsync(bool immediately = false, CancellationToken cancellationToken = default) =>
        RotateAsync(_rotate.DefaultAlgorithm, immediately, cancellationToken);

    /// <summary>The same for a key of ES256, RS256 or PS256. The first one of an algorithm signs at once.</summary>
    /// <exception cref="ArgumentException">There is no such algorithm.</exception>
    public async Task<KeywrightKey> RotateAsync(
        string algorithm, bool immediately = false, CancellationToken cancellationToken = default) =>
        JoseAlgorithms.Parse(algorithm) is null
            ? throw new ArgumentException("Expected ES256, RS256 or PS256.", nameof(algorithm))
            : KeywrightKey.Of(await _rotate.Rotate(algorithm, immediately, _origin, cancellationToken));

    /// <summary>The same for each algorithm that tokens are signed with.</summary>
    public async Task<IReadOnlyList<KeywrightKey>> RotateAllAsync(bool immediately = false, CancellationToken cancellationToken = default)
    {
        var keys = new List<KeywrightKey>();
        foreach (var algorithm in await _rotate.InUse(cancellationToken))
        {
            keys.Add(await RotateAsync(algorithm, immediately, cancellationToken));
        }

        return keys;
    }
}
