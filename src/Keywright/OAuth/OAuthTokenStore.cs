using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All SQL on the table oauth_tokens: opaque access tokens, and JWTs that were revoked.</summary>
internal static class OAuthTokenStore
{
    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_tokens WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_tokens WHERE id IN
            (SELECT id FROM kw.oauth_tokens WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
