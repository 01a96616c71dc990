using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All that writes the table oauth_pushed_requests: pushed authorization requests (RFC 9126).</summary>
internal static class OAuthPushedRequestStore
{
    /// <summary>Deletes up to <paramref name="limit"/> that expired before <paramref name="before"/> and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, DateTimeOffset before, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_pushed_requests WHERE request_hash IN
            (SELECT request_hash FROM kw.oauth_pushed_requests WHERE expires_at <= {before} LIMIT {limit} {Skip.Locked(tx)})
        """);
}
