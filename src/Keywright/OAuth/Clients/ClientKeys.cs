using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Keywright.Database;
using Keywright.Http;
using Keywright.Http.Outgoing;
using Keywright.Security;
using Keywright.Security.Jose;

namespace Keywright.OAuth.Clients;

/// <summary>
/// The public keys of clients: those that they registered, or those at their jwks_uri, fetched now and then and shared by all nodes through
/// the client's row. While the client's site is away the keys of yesterday do.
/// </summary>
internal sealed class ClientKeys(KeywrightDatabase database, PublicHttp http, TimeProvider clock)
{
    private const int MostKept = 5_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Stalest = TimeSpan.FromDays(1);

    // Who shows a key that we don't know makes us ask: not oftener than this.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<OAuthClient, KeySet?> _registered = [];
    private readonly ConcurrentDictionary<ClientId, Fetched> _fetched = new();
    private readonly ConcurrentDictionary<ClientId, Lazy<Task<Fetched>>> _underWay = new();

    /// <param name="Uri">Where they are from.</param>
    /// <param name="Keys">Null when nothing was had yet.</param>
    /// <param name="At">When they were had.</param>
    /// <param name="Until">Until when nobody has to ask again.</param>
    /// <param name="TriedAt">When somebody asked last.</param>
    private sealed record Fetched(string Uri, KeySet? Keys, DateTimeOffset At, DateTimeOffset Until, DateTimeOffset TriedAt);

    /// <summary>The keys, or null when there are none to be had.</summary>
    public ValueTask<KeySet?> Of(OAuthClient client, CancellationToken ct) => Of(client, isKeyUnknown: false, ct);

    /// <summary>The keys after one was shown that is not among them: the client may have a new one.</summary>
    public ValueTask<KeySet?> Renewed(OAuthClient client, CancellationToken ct) => Of(client, isKeyUnknown: true, ct);

    /// <summary>The keys that may have signed a token: asked for anew when there is none among those that we know.</summary>
    public async ValueTask<KeySet?> For(OAuthClient client, SignedToken token, CancellationToken ct) =>
        await Of(client, ct) is { } keys && keys.For(token).Any() ? keys : await Renewed(client, ct);

    private ValueTask<KeySet?> Of(OAuthClient client, bool isKeyUnknown, CancellationToken ct)
    {
        if (client.JwksUri is null)
        {
            return new(_registered.GetValue(client, one => one.Jwks is { } keys ? KeySet.Parse(Encoding.UTF8.GetBytes(keys)) : null));
        }

        return _fetched.TryGetValue(client.Id, out var known) && Suffices(known, client, isKeyUnknown)
            ? new(Usable(known))
            : Renew(client, isKeyUnknown, ct);
    }

    private async ValueTask<KeySet?> Renew(OAuthClient client, bool isKeyUnknown, CancellationToken ct)
    {
        // Of many who ask at once one asks the site.
        var mine = new Lazy<Task<Fetched>>(() => Ask(client, isKeyUnknown));
        var one = _underWay.GetOrAdd(client.Id, mine);
        try
        {
            return Usable(await one.Value.WaitAsync(ct));
        }
        finally
        {
            if (one.Value.IsCompleted)
            {
                _ = _underWay.TryRemove(KeyValuePair.Create(client.Id, one));
            }
        }
    }

    private async Task<Fetched> Ask(OAuthClient client, bool isKeyUnknown)
    {
        var uri = client.JwksUri!;
        var known = _fetched.TryGetValue(client.Id, out var here) && here.Uri == uri ? here : null;
        if (await database.ReadOne(tx => OAuthClientStore.FindFetched(tx, client.Id, uri)) is { } stored
            && (known is null || stored.At > known.At))
        {
            // Another node asked, or we did before a restart.
            known = new Fetched(uri, KeySet.Parse(Encoding.UTF8.GetBytes(stored.Json)), stored.At, stored.Until, stored.At);
        }

        if (known is null || !Suffices(known, client, isKeyUnknown))
        {
            known = await Fetch(client.Id, uri, known);
        }

        if (_fetched.Count >= MostKept)
        {
            _fetched.Clear();
        }

        return _fetched[client.Id] = known;
    }

    private async Task<Fetched> Fetch(ClientId id, string uri, Fetched? known)
    {
        // What is fetched is for all who wait, so no one of them can call it off.
        var answer = await http.Get(new Uri(uri), CancellationToken.None);
        var now = clock.GetUtcNow();
        if (answer is not { IsJson: true } || Escapes.Clean(answer.Body) is null || KeySet.Parse(answer.Body) is not { } keys)
        {
            return known is null
                ? new Fetched(uri, null, DateTimeOffset.MinValue, DateTimeOffset.MinValue, now)
                : known with { TriedAt = now };
        }

        var age = answer.MaxAge ?? Longest;
        var until = now + (age < Shortest ? Shortest : age > Longest ? Longest : age);
        var json = Encoding.UTF8.GetString(answer.Body);
        _ = await database.Write(tx => OAuthClientStore.SetFetched(tx, id, uri, new(json, now, until)));
        return new Fetched(uri, keys, now, until, now);
    }

    private bool Suffices(Fetched known, OAuthClient client, bool isKeyUnknown)
    {
        var now = clock.GetUtcNow();
        return known.Uri == client.JwksUri
            && (known.TriedAt + Pause > now || (known.Until > now && known.Keys is not null && !isKeyUnknown));
    }

    private KeySet? Usable(Fetched known) => known.At + Stalest > clock.GetUtcNow() ? known.Keys : null;
}
