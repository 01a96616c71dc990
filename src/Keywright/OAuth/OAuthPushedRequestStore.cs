using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All SQL on the table oauth_pushed_requests: pushed authorization requests (RFC 9126).</summary>
internal static class OAuthPushedRequestStore
{
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_pushed_requests WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_pushed_requests WHERE request_hash IN
            (SELECT request_hash FROM kw.oauth_pushed_requests WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
