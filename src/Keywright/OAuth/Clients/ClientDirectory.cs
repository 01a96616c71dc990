using System.Net;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Clients;

/// <summary>
/// The clients by what they are called on the wire. Kept for as long as verified tokens are, and forgotten by the same means: whatever
/// changes a client writes a revocation with it. A hit costs no SQL. Who is not found is not remembered: that costs one statement each
/// time, and none when the name cannot be one.
/// </summary>
internal sealed class ClientDirectory
{
    private const int Generation = 5_000;

    private readonly KeywrightDatabase _database;
    private readonly ClientDocuments _documents;
    private readonly Revocations _revocations;
    private readonly TimeProvider _clock;
    private readonly Generations<string, Known> _known;

    public ClientDirectory(KeywrightDatabase database, ClientDocuments documents, Revocations revocations, TimeProvider clock)
    {
        (_database, _documents, _revocations, _clock) = (database, documents, revocations, clock);
        _known = new(Generation, Holds, StringComparer.Ordinal);
    }

    /// <param name="Client">What was found.</param>
    /// <param name="Epoch">The revocations that had been seen before it was looked up.</param>
    private sealed record Known(OAuthClient Client, long Epoch, long LookedUpAt);

    /// <summary>The client, or null when there is none of this name or it is disabled.</summary>
    public ValueTask<OAuthClient?> Find(string? clientId, CancellationToken ct) => Find(clientId, null, ct);

    /// <summary>The same, where <paramref name="address"/> tells who is to blame when a document must be fetched for it.</summary>
    public ValueTask<OAuthClient?> Find(string? clientId, IPAddress? address, CancellationToken ct) =>
        !IsPossible(clientId) ? default
        : _revocations.IsFresh && _known.Find(clientId!) is { } known ? new(known.Client)
        : FindSlowly(clientId!, address, ct);

    /// <summary>The client as it is in the database now, whatever is kept; with a document, as that was when it was last read.</summary>
    public async ValueTask<OAuthClient?> FindNow(string clientId, CancellationToken ct) =>
        await _database.ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId), ct) is { IsActive: true } client ? client : null;

    private async ValueTask<OAuthClient?> FindSlowly(string clientId, IPAddress? address, CancellationToken ct)
    {
        // Without news of what others changed nothing cached may be trusted.
        var isFresh = await _revocations.Refresh();
        if (isFresh && _known.Find(clientId) is { } known)
        {
            return known.Client;
        }

        var epoch = _revocations.Epoch;
        var began = _clock.GetTimestamp();
        var found = await _database.ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId), ct);
        if (ClientDocuments.IsDocument(clientId))
        {
            found = await _documents.Find(clientId, found, address, ct);
        }

        if (found is not { IsActive: true } client)
        {
            return null;
        }

        if (isFresh)
        {
            _known.Keep(clientId, new Known(client, epoch, began));
        }

        return client;
    }

    // RFC 6749 §A.1: printable ASCII. The longest is the URL of a metadata document.
    private static bool IsPossible(string? clientId) =>
        clientId is { Length: > 0 and <= RedirectUris.Longest } && clientId.All(c => c is > ' ' and < '\x7f');

    private bool Holds(Known known) =>
        _clock.GetElapsedTime(known.LookedUpAt) < Revocations.CacheLifetime
        && !_revocations.IsRevokedSince(known.Client.Id.Value, known.Epoch);
}
