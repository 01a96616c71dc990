using Keywright.Database;

namespace Keywright.SigningKeys;

/// <summary>
/// All writes to <c>signing_keys</c>. A unique index lets one key of each algorithm sign and one wait, whoever asks for more at once.
/// </summary>
internal static class SigningKeyStore
{
    /// <summary>Newest first.</summary>
    public static ValueTask<List<SigningKey>> List(Tx tx) => tx.List($"""
        SELECT kid, algorithm, status, public_key, private_key, created_at, activates_at, retired_at, expires_at
          FROM kw.signing_keys ORDER BY created_at DESC, kid
        """, Read);

    /// <summary>Those whose signatures may still be valid, or will be; newest first.</summary>
    public static ValueTask<List<SigningKey>> ListUnexpired(Tx tx) => tx.List($"""
        SELECT kid, algorithm, status, public_key, private_key, created_at, activates_at, retired_at, expires_at
          FROM kw.signing_keys WHERE expires_at IS NULL OR expires_at > {tx.Now} ORDER BY created_at DESC, kid
        """, Read);

    /// <summary>False when another node was first.</summary>
    public static async ValueTask<bool> Add(Tx tx, SigningKey key) => await tx.Execute($"""
        INSERT INTO kw.signing_keys (kid, algorithm, status, public_key, private_key, created_at, activates_at)
        VALUES ({key.Id}, {key.Algorithm}, {key.Status}, {key.PublicKey}, {key.PrivateKey}, {tx.Now}, {key.ActivatesAt})
        ON CONFLICT DO NOTHING
        """) > 0;

    /// <summary>The key signs no more; what it signed is verified until <paramref name="expiresAt"/>.</summary>
    public static async ValueTask<bool> Retire(Tx tx, string id, DateTimeOffset expiresAt) => await tx.Execute($"""
        UPDATE kw.signing_keys SET status = 'retired', retired_at = {tx.Now}, expires_at = {expiresAt}
         WHERE kid = {id} AND status = 'active'
        """) > 0;

    /// <summary>The key that waited signs from now on.</summary>
    public static ValueTask<int> Activate(Tx tx, string id) => tx.Execute($"""
        UPDATE kw.signing_keys SET status = 'active', activates_at = {tx.Now} WHERE kid = {id} AND status = 'published'
        """);

    public static ValueTask<int> DeleteExpired(Tx tx) => tx.Execute($"""
        DELETE FROM kw.signing_keys WHERE status = 'retired' AND expires_at <= {tx.Now}
        """);

    private static SigningKey Read(Row row) => new(
        row.Text("kid"), row.Text("algorithm"), row.Bytes("public_key"), row.Bytes("private_key"))
    {
        Status = row.Text("status"),
        CreatedAt = row.Instant("created_at"),
        ActivatesAt = row.Instant("activates_at"),
        RetiredAt = row.InstantOrNull("retired_at"),
        ExpiresAt = row.InstantOrNull("expires_at"),
    };
}
