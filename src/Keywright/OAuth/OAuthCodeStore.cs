using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All that writes the table oauth_codes: authorization codes (RFC 6749 §4.1.2).</summary>
internal static class OAuthCodeStore
{
    /// <summary>Deletes up to <paramref name="limit"/> that expired before <paramref name="before"/> and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, DateTimeOffset before, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_codes WHERE code_hash IN
            (SELECT code_hash FROM kw.oauth_codes WHERE expires_at <= {before} LIMIT {limit} {Skip.Locked(tx)})
        """);
}
