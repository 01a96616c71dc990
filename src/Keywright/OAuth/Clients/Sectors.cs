using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.OAuth.Clients;

/// <summary>
/// What a user is called towards a client (OpenID Connect Core §8): the same by all clients of a sector, another in every other sector,
/// so that two of them can't put together what they know.
/// </summary>
internal sealed class Sectors(KeywrightDatabase database)
{
    private const int MostKept = 10_000;

    // A salt never changes, so nothing has to be forgotten for being old.
    private readonly ConcurrentDictionary<string, byte[]> _salts = new(StringComparer.Ordinal);

    /// <summary>
    /// The host that a pairwise client belongs to, or null when it names none: that of its sector_identifier_uri, or of all its redirect
    /// URIs. A loopback address or an application's own scheme belongs to anybody.
    /// </summary>
    public static string? Of(OAuthClient client)
    {
        if (client.SectorIdentifierUri is { } named)
        {
            return Uri.TryCreate(named, UriKind.Absolute, out var uri) ? uri.IdnHost : null;
        }

        var hosts = client.RedirectUris.Select(HostOf).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return hosts is [{ } one] ? one : null;
    }

    public async ValueTask<string> SubjectOf(OAuthClient client, UserId user, CancellationToken ct)
    {
        if (client.SubjectType != "pairwise")
        {
            return user.ToString();
        }

        var sector = Of(client) ?? throw new InvalidOperationException($"The client {client.ClientId} is pairwise and of no sector.");
        var salt = _salts.TryGetValue(sector, out var known) ? known : await Salt(sector, ct);
        return Base64Url.EncodeToString(SHA256.HashData([.. Encoding.UTF8.GetBytes(sector + user), .. salt]));
    }

    private async ValueTask<byte[]> Salt(string sector, CancellationToken ct)
    {
        if (await database.ReadOne(tx => OAuthSectorStore.Find(tx, sector), ct) is not { } found)
        {
            // Of many that make one at once the first is kept.
            var made = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
            found = await database.Write(tx => OAuthSectorStore.FindOrAdd(tx, sector, made), ct);
        }

        if (_salts.Count >= MostKept)
        {
            _salts.Clear();
        }

        return _salts[sector] = found;
    }

    private static string? HostOf(string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && !uri.IsLoopback
            ? uri.IdnHost
            : null;
}
