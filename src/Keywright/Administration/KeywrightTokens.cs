using Keywright.Audit;
using Keywright.Database;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>A personal access token as the code API shows it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="UserId">Whose it is: a user, or a service account.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Abilities">What it may do, with wildcards.</param>
/// <param name="LastUsedAt">To a few seconds.</param>
/// <param name="LastUsedIp">From where.</param>
/// <param name="ExpiresAt">Null for one that works until revoked.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record KeywrightToken(
    Guid Id, Guid UserId, string Name, IReadOnlyList<string> Abilities, DateTimeOffset? LastUsedAt, string? LastUsedIp,
    DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt)
{
    internal static KeywrightToken Of(PersonalToken token) => new(
        token.Id.Value, token.Owner.Id, token.Name, token.Abilities, token.LastUsedAt, token.LastUsedAddress?.ToString(),
        token.ExpiresAt, token.CreatedAt);
}

/// <summary>A new token with its text.</summary>
/// <param name="Text">kw_pat_…: shown this once, stored only as a hash.</param>
/// <param name="Token">What is kept.</param>
public sealed record CreatedToken(string Text, KeywrightToken Token)
{
    /// <summary>Without the secret: a result that is logged by accident gives nothing away.</summary>
    public override string ToString() => $"CreatedToken {{ Token = {Token} }}";
}

/// <summary>Personal access tokens, from the application's own code.</summary>
public sealed class KeywrightTokens
{
    private readonly KeywrightDatabase _database;
    private readonly MintToken _mint;
    private readonly Revocations _revocations;
    private readonly AuditLog _audit;
    private readonly AuditOrigin _origin;
    private readonly TimeProvider _clock;

    internal KeywrightTokens(
        KeywrightDatabase database, MintToken mint, Revocations revocations, AuditLog audit, AuditOrigin origin, TimeProvider clock) =>
        (_database, _mint, _revocations, _audit, _origin, _clock) = (database, mint, revocations, audit, origin, clock);

    /// <summary>Makes a token for a user. Without <paramref name="abilities"/> it gets <c>PersonalTokens:DefaultAbilities</c>.</summary>
    /// <exception cref="ArgumentException">The name, an ability or the expiry is not acceptable: the message says why.</exception>
    /// <exception cref="InvalidOperationException">There is no such user.</exception>
    public async Task<CreatedToken> CreateAsync(
        Guid userId, string name, IReadOnlyList<string>? abilities = null, DateTimeOffset? expiresAt = null,
        CancellationToken cancellationToken = default)
    {
        if (_mint.Refuse(name, abilities, expiresAt, _clock.GetUtcNow()) is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value[0]}")));
        }

        return await _database.Write(async tx =>
        {
            if (await UserStore.Find(tx, new UserId(userId)) is null or { Status: UserStatus.Deleted })
            {
                throw new InvalidOperationException($"There is no user {userId}.");
            }

            var (token, secret) = await _mint.Add(tx, _origin, new UserId(userId), name, abilities, expiresAt);
            return new CreatedToken(secret.Reveal(), KeywrightToken.Of(token));
        }, cancellationToken);
    }

    /// <summary>A user's tokens that still work, newest first.</summary>
    public async Task<IReadOnlyList<KeywrightToken>> ListAsync(
        Guid userId, Guid? before = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        PersonalTokenId? beforeId = before is { } id ? new PersonalTokenId(id) : null;
        var tokens = await _database.ReadOne(tx => PersonalTokenStore.ListLive(tx, new UserId(userId), beforeId, limit), cancellationToken);
        return [.. tokens.Select(KeywrightToken.Of)];
    }

    /// <summary>
    /// Revokes a token: here at once, on every node within a twentieth of a second. False when it had ended, or never was.
    /// </summary>
    public async Task<bool> RevokeAsync(Guid tokenId, CancellationToken cancellationToken = default) => await _database.Write(async tx =>
    {
        if (await PersonalTokenStore.Revoke(tx, _revocations, new PersonalTokenId(tokenId), owner: null) is not { } token)
        {
            return false;
        }

        await _audit.Add(tx, _origin, PersonalTokenEvents.Revoked(token.Owner, token.Id));
        return true;
    }, cancellationToken);
}
