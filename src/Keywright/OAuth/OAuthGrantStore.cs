using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All SQL on the table oauth_grants: what clients were allowed, one row a family of refresh tokens.</summary>
internal static class OAuthGrantStore
{
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_grants WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_grants WHERE id IN
            (SELECT id FROM kw.oauth_grants WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
