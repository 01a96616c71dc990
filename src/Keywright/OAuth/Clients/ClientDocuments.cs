using System.Net;
using System.Text;
using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Http.Outgoing;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Security.Jose;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Clients;

/// <summary>
/// Clients whose client_id is the https URL of a document that describes them (draft-ietf-oauth-client-id-metadata-document, as the
/// authorization specification of MCP wants it). The document is fetched when it is first named and when it is no longer fresh; what it
/// said last is the client's row, shared by all nodes.
/// </summary>
internal sealed partial class ClientDocuments(
    KeywrightDatabase database, PublicHttp http, SectorDocument sectors, RateLimiter limiter, Revocations revocations, AuditLog audit,
    OAuthOptions options, TimeProvider clock, ILogger<ClientDocuments> log)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // While the client's site is away what it said yesterday does. A site that says "not found" is not away.
    private static readonly TimeSpan Stalest = TimeSpan.FromDays(1);

    public static bool IsDocument(string clientId) => clientId.Contains("://", StringComparison.Ordinal);

    /// <summary>The client as its document has it now, or null when there is none that we take: the log says why.</summary>
    /// <param name="url">Its client_id.</param>
    /// <param name="known">What the document said last, or null.</param>
    /// <param name="address">Who names it, as far as that is known: nobody makes us fetch much.</param>
    public async ValueTask<OAuthClient?> Find(string url, OAuthClient? known, IPAddress? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!options.ClientIdMetadataDocuments || known is { IsActive: false } or { Registration: not ClientRegistration.Document })
        {
            return null;
        }

        if (known is not null && known.FetchedUntil > now)
        {
            return known;
        }

        var stale = known is not null && known.FetchedAt + Stalest > now ? known : null;
        if (!IsWellFormed(url, out var uri) || !await MayFetch(uri, known is null, address, ct))
        {
            return stale;
        }

        var answer = await http.Get(uri, ct);
        if (answer is null || (int)answer.Status is >= 500 or 429)
        {
            return stale;
        }

        if (!answer.IsJson || Escapes.Clean(answer.Body) is not { } json || Read(url, json, known) is not { } client)
        {
            Refused(log, url);
            return null;
        }

        // OpenID Connect Registration §5: a document, too, is of no sector that does not list it.
        if (await (known is null ? sectors.Refuse(client, ct) : sectors.Refuse(known, client, ct)) is { } reason)
        {
            Wrong(log, url, "sector_identifier_uri", reason);
            return null;
        }

        var age = answer.MaxAge ?? Usual;
        var until = now + (age < Shortest ? Shortest : age > Longest ? Longest : age);
        return await Keep(client, new FetchedDocument(Encoding.UTF8.GetString(answer.Body), now, until), ct);
    }

    /// <summary>§3: https, a path, no dot segments, no fragment, no user; written in the one way that can be compared.</summary>
    private bool IsWellFormed(string url, out Uri uri) =>
        Uri.TryCreate(url, UriKind.Absolute, out uri!) && http.Allows(uri) && RedirectUris.Refuse(url, isNative: true) is null
        && uri.AbsoluteUri == url && uri.AbsolutePath.Length > 0;

    /// <summary>
    /// New ones are few: whoever names many is stopped first, then all who do. Those that we know are counted apart, or strangers could
    /// keep alive what a document no longer says.
    /// </summary>
    private async ValueTask<bool> MayFetch(
        Uri uri, bool isNew, IPAddress? address, CancellationToken ct) => await database.Write(async tx =>
        (!isNew || address is null || (await limiter.Take(tx, RateLimit.Document, ClientAddress.LimitKey(address))).Allowed)
        && (await limiter.Take(tx, RateLimit.DocumentHost, (isNew ? "new " : "known ") + uri.IdnHost)).Allowed
        && (!isNew || (await limiter.Take(tx, RateLimit.Documents, "all")).Allowed), ct);

    /// <summary>§4: the URL itself as client_id, no secret that everybody could read, and else what any client must be.</summary>
    private OAuthClient? Read(string url, JsonElement json, OAuthClient? known)
    {
        if (json.Text("client_id") != url || json.Has("client_secret") || json.Has("client_secret_expires_at"))
        {
            return null;
        }

        var blank = ClientWish.New(known?.Id ?? default, url) with
        {
            Registration = ClientRegistration.Document,
            Name = new Uri(url).IdnHost,
            AuthMethod = "none",
        };
        var client = SelfRegistered.Read(json, blank, options, out var said);
        foreach (var (member, reasons) in said.Errors)
        {
            Wrong(log, url, member, reasons[0]);
        }

        return said.Errors.Count == 0 && !client.UsesSecret ? client : null;
    }

    private async ValueTask<OAuthClient?> Keep(OAuthClient client, FetchedDocument fetched, CancellationToken ct) =>
        await database.Write(async tx =>
        {
            // On SQLite all units queue, and on PostgreSQL these do: of two who fetched at once the second finds the first one's row.
            await AdministrationLock.Take(tx);
            var before = await OAuthClientStore.FindByClientId(tx, client.ClientId);
            if (before is { IsActive: false })
            {
                return null;
            }

            var wish = before is null ? client with { Id = tx.NewId<ClientId>() } : SelfRegistered.Renewed(before, client);
            if (ClientRules.Refuse(wish).FirstOrDefault() is (not null, _) refused)
            {
                Wrong(log, client.ClientId, refused.Member, refused.Reason);
                return null;
            }

            if (before is null)
            {
                _ = await OAuthClientStore.Add(tx, wish);
                await audit.Add(tx, AuditOrigin.System, ClientEvents.Created(wish));
            }
            else if (!SelfRegistered.IsSame(before, wish))
            {
                _ = await OAuthClientStore.Change(tx, revocations, wish);
                await audit.Add(tx, AuditOrigin.System, ClientEvents.Updated(wish));
            }

            await OAuthClientStore.SetDocument(tx, wish.Id, fetched);
            return await OAuthClientStore.Find(tx, wish.Id);
        }, ct);

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "No client is described at {Url}")]
    private static partial void Refused(ILogger log, string url);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "The client described at {Url} is refused: {Member}: {Reason}")]
    private static partial void Wrong(ILogger log, string url, string member, string reason);
}
