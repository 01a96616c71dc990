using Keywright.Database;
using Keywright.Security;

namespace Keywright.OAuth.Par;

/// <summary>All SQL on the table oauth_pushed_requests: pushed authorization requests (RFC 9126).</summary>
internal static class OAuthPushedRequestStore
{
    /// <param name="parameters">Names and values in turn, in the order in which they came.</param>
    public static ValueTask<int> Add(Tx tx, byte[] hash, ClientId client, IReadOnlyList<string> parameters, DateTimeOffset expiresAt) =>
        tx.Execute($"""
            INSERT INTO kw.oauth_pushed_requests (request_hash, client_id, parameters, created_at, expires_at)
            VALUES ({hash}, {client}, {new Json(JsonText.Array(parameters))}, {tx.Now}, {expiresAt})
            """);

    /// <summary>
    /// Marks the request as used and returns its parameters, or null if it is unknown, used, expired or another client's. One statement
    /// decides, so of many at once at most one goes on.
    /// </summary>
    public static ValueTask<string[]?> Use(Tx tx, byte[] hash, ClientId client) => tx.Find($"""
        UPDATE kw.oauth_pushed_requests SET used_at = {tx.Now}
         WHERE request_hash = {hash} AND client_id = {client} AND used_at IS NULL AND expires_at > {tx.Now}
        RETURNING parameters
        """, row => JsonText.Strings(row.Text("parameters")));

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_pushed_requests WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_pushed_requests WHERE request_hash IN
            (SELECT request_hash FROM kw.oauth_pushed_requests WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
