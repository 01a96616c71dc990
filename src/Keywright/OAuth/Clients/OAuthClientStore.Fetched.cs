using Keywright.Database;
using Keywright.Security;

namespace Keywright.OAuth.Clients;

/// <summary>What was fetched of a client's site, and until when nobody has to ask again.</summary>
internal sealed record FetchedDocument(string Json, DateTimeOffset At, DateTimeOffset Until);

/// <content>
/// What was fetched for a client: its keys, or the document that it is made of, whose keys each node fetches for itself. It is no change
/// of the client, so nobody has to forget anything.
/// </content>
internal static partial class OAuthClientStore
{
    public static ValueTask<FetchedDocument?> FindFetched(Tx tx, ClientId id, string jwksUri) => tx.Find($"""
        SELECT fetched, fetched_at, fetched_until FROM kw.oauth_clients
         WHERE id = {id} AND jwks_uri = {jwksUri} AND registration <> 'document' AND fetched IS NOT NULL AND fetched_until IS NOT NULL
        """, row => new FetchedDocument(row.Text("fetched"), row.Instant("fetched_at"), row.Instant("fetched_until")));

    /// <summary>False when the client is gone, or names another address by now.</summary>
    public static async ValueTask<bool> SetFetched(Tx tx, ClientId id, string jwksUri, FetchedDocument fetched) => await tx.Execute($"""
        UPDATE kw.oauth_clients
           SET fetched = {new Json(fetched.Json)}, fetched_at = {fetched.At}, fetched_until = {fetched.Until}
         WHERE id = {id} AND jwks_uri = {jwksUri} AND registration <> 'document'
        """) > 0;

    /// <summary>What the document said that the client is made of.</summary>
    public static async ValueTask SetDocument(Tx tx, ClientId id, FetchedDocument fetched) => await tx.Execute($"""
        UPDATE kw.oauth_clients
           SET fetched = {new Json(fetched.Json)}, fetched_at = {fetched.At}, fetched_until = {fetched.Until}
         WHERE id = {id} AND registration = 'document'
        """);
}
