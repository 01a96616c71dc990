using System.Collections.Concurrent;
using System.Net;
using Keywright.Database;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Clients;

/// <summary>
/// The clients by what they are called on the wire. Kept for as long as verified tokens are, and forgotten by the same means: whatever
/// changes a client writes a revocation with it. A hit costs no SQL. Who is not found is not remembered: that costs one statement each
/// time, and none when the name cannot be one.
/// </summary>
internal sealed class ClientDirectory(
    KeywrightDatabase database, ClientDocuments documents, Revocations revocations, TimeProvider clock)
{
    private const int Generation = 5_000;

    private readonly Lock _turning = new();
    private ConcurrentDictionary<string, Known> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Known> _old = new(StringComparer.Ordinal);
    private int _youngCount;

    /// <param name="Client">What was found.</param>
    /// <param name="Epoch">The revocations that had been seen before it was looked up.</param>
    private sealed record Known(OAuthClient Client, long Epoch, long LookedUpAt);

    /// <summary>The client, or null when there is none of this name or it is disabled.</summary>
    public ValueTask<OAuthClient?> Find(string? clientId, CancellationToken ct) => Find(clientId, null, ct);

    /// <summary>The same, where <paramref name="address"/> tells who is to blame when a document must be fetched for it.</summary>
    public ValueTask<OAuthClient?> Find(string? clientId, IPAddress? address, CancellationToken ct) =>
        !IsPossible(clientId) ? default
        : revocations.IsFresh && Cached(clientId!) is { } client ? new(client)
        : FindSlowly(clientId!, address, ct);

    /// <summary>The client as it is in the database now, whatever is kept; with a document, as that was when it was last read.</summary>
    public async ValueTask<OAuthClient?> FindNow(string clientId, CancellationToken ct) =>
        await database.ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId), ct) is { IsActive: true } client ? client : null;

    private async ValueTask<OAuthClient?> FindSlowly(string clientId, IPAddress? address, CancellationToken ct)
    {
        // Without news of what others changed nothing cached may be trusted.
        var isFresh = await revocations.Refresh();
        if (isFresh && Cached(clientId) is { } cached)
        {
            return cached;
        }

        var epoch = revocations.Epoch;
        var began = clock.GetTimestamp();
        var found = await database.ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId), ct);
        if (ClientDocuments.IsDocument(clientId))
        {
            found = await documents.Find(clientId, found, address, ct);
        }

        if (found is not { IsActive: true } client)
        {
            return null;
        }

        if (isFresh && new Known(client, epoch, began) is var known && Holds(known))
        {
            Put(clientId, known);
        }

        return client;
    }

    // RFC 6749 §A.1: printable ASCII. The longest is the URL of a metadata document.
    private static bool IsPossible(string? clientId) =>
        clientId is { Length: > 0 and <= RedirectUris.Longest } && clientId.All(c => c is > ' ' and < '\x7f');

    private OAuthClient? Cached(string clientId)
    {
        var isYoung = _young.TryGetValue(clientId, out var known);
        if (!isYoung && !_old.TryGetValue(clientId, out known))
        {
            return null;
        }

        if (!Holds(known!))
        {
            _ = _young.TryRemove(clientId, out _);
            _ = _old.TryRemove(clientId, out _);
            return null;
        }

        if (!isYoung)
        {
            Put(clientId, known!);
        }

        return known!.Client;
    }

    private bool Holds(Known known) =>
        clock.GetElapsedTime(known.LookedUpAt) < Revocations.CacheLifetime
        && !revocations.IsRevokedSince(known.Client.Id.Value, known.Epoch);

    private void Put(string clientId, Known known)
    {
        _young[clientId] = known;
        if (Interlocked.Increment(ref _youngCount) >= Generation)
        {
            lock (_turning)
            {
                if (_youngCount >= Generation)
                {
                    _old = _young;
                    _young = new(StringComparer.Ordinal);
                    _youngCount = 0;
                }
            }
        }
    }
}
