using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All that writes the table oauth_used_proofs: what may be shown once.</summary>
internal static class OAuthUsedProofStore
{
    /// <summary>Deletes up to <paramref name="limit"/> that expired before <paramref name="before"/> and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, DateTimeOffset before, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_used_proofs WHERE proof_hash IN
            (SELECT proof_hash FROM kw.oauth_used_proofs WHERE expires_at <= {before} LIMIT {limit} {Skip.Locked(tx)})
        """);
}
