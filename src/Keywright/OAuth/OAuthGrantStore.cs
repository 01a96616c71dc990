using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All that writes the table oauth_grants: what clients were allowed, one row a family of refresh tokens.</summary>
internal static class OAuthGrantStore
{
    /// <summary>Deletes up to <paramref name="limit"/> that expired before <paramref name="before"/> and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, DateTimeOffset before, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_grants WHERE id IN
            (SELECT id FROM kw.oauth_grants WHERE expires_at <= {before} LIMIT {limit} {Skip.Locked(tx)})
        """);
}
