using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All SQL on the table oauth_used_proofs: what may be shown once.</summary>
internal static class OAuthUsedProofStore
{
    // Clocks differ by less: a proof that is forgotten is one that is refused for its age.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_used_proofs WHERE expires_at <= {tx.Now - ClockSkew}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_used_proofs WHERE proof_hash IN
            (SELECT proof_hash FROM kw.oauth_used_proofs WHERE expires_at <= {tx.Now - ClockSkew} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
