using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All that writes the table oauth_tokens: opaque access tokens, and JWTs that were revoked.</summary>
internal static class OAuthTokenStore
{
    /// <summary>Deletes up to <paramref name="limit"/> that expired before <paramref name="before"/> and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, DateTimeOffset before, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_tokens WHERE id IN
            (SELECT id FROM kw.oauth_tokens WHERE expires_at <= {before} LIMIT {limit} {Skip.Locked(tx)})
        """);
}
