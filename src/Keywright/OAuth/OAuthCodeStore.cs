using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All SQL on the table oauth_codes: authorization codes.</summary>
internal static class OAuthCodeStore
{
    // A code that is shown again ends what it was redeemed for (RFC 6749 §4.1.2), for which it has to be known.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_codes WHERE expires_at <= {tx.Now - Remembered}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_codes WHERE code_hash IN
            (SELECT code_hash FROM kw.oauth_codes WHERE expires_at <= {tx.Now - Remembered} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
