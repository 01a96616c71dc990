using System.Security.Cryptography;
using System.Text;
using Keywright.Database;

namespace Keywright.OAuth;

/// <summary>All SQL on the table oauth_used_proofs: what may be shown once.</summary>
internal static class OAuthUsedProofStore
{
    public const string Dpop = "dpop";

    public const string ClientAssertion = "client_assertion";

    // Clocks differ by less: a proof that is forgotten is one that is refused for its age.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Remembers that <paramref name="owner"/> has shown <paramref name="id"/>. False when that was before, on whatever node: of many at
    /// once, one succeeds.
    /// </summary>
    /// <param name="tx">The unit of work.</param>
    /// <param name="kind">What is shown once.</param>
    /// <param name="owner">Whose ids these are: a client, or the thumbprint of a key.</param>
    /// <param name="id">The <c>jti</c>.</param>
    /// <param name="until">From when on it is refused for its age.</param>
    public static async ValueTask<bool> Use(Tx tx, string kind, string owner, string id, DateTimeOffset until) => await tx.Execute($"""
        INSERT INTO kw.oauth_used_proofs (proof_hash, kind, expires_at) VALUES ({Hash(kind, owner, id)}, {kind}, {until})
        ON CONFLICT DO NOTHING
        """) > 0;

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_used_proofs WHERE expires_at <= {tx.Now - ClockSkew}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_used_proofs WHERE proof_hash IN
            (SELECT proof_hash FROM kw.oauth_used_proofs WHERE expires_at <= {tx.Now - ClockSkew} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    // The lengths keep two pairs of texts from being one.
    private static byte[] Hash(string kind, string owner, string id) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {owner.Length} {id.Length} {owner}{id}"));
}
