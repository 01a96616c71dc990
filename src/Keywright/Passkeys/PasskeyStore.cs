using Keywright.Database;
using Keywright.Security;

namespace Keywright.Passkeys;

/// <summary>All writes to <c>passkeys</c>.</summary>
internal static class PasskeyStore
{
    private static Sql Columns => $"""
        id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, last_used_at, created_at
        """;

    /// <summary>The new passkey's row, or null when its credential is registered already, whoever's it is.</summary>
    public static ValueTask<Passkey?> Add(Tx tx, Passkey passkey) => tx.Find($"""
        INSERT INTO kw.passkeys (id, user_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up,
                                 created_at)
        VALUES ({passkey.Id}, {passkey.UserId}, {passkey.CredentialId}, {passkey.PublicKey}, {passkey.Name}, {passkey.SignCount},
                {string.Join(' ', passkey.Transports)}, {(passkey.IsBackupEligible ? 1 : 0)}, {(passkey.IsBackedUp ? 1 : 0)}, {tx.Now})
        ON CONFLICT DO NOTHING
        RETURNING {Columns}
        """, Read);

    public static ValueTask<List<Passkey>> List(Tx tx, UserId user) =>
        tx.List($"SELECT {Columns} FROM kw.passkeys WHERE user_id = {user} ORDER BY id", Read);

    public static ValueTask<Passkey?> Find(Tx tx, byte[] credentialId) =>
        tx.Find($"SELECT {Columns} FROM kw.passkeys WHERE credential_id = {credentialId}", Read);

    /// <summary>
    /// Notes a use, if the counter went up. An authenticator that counts and shows an old number may be a copy (WebAuthn §6.1.1): of two
    /// uses with one number, one succeeds.
    /// </summary>
    public static async ValueTask<bool> Use(Tx tx, byte[] credentialId, long signCount, bool isBackedUp) => await tx.Execute($"""
        UPDATE kw.passkeys SET sign_count = {signCount}, backed_up = {(isBackedUp ? 1 : 0)}, last_used_at = {tx.Now}
         WHERE credential_id = {credentialId} AND (sign_count < {signCount} OR (sign_count = 0 AND {signCount} = 0))
        """) > 0;

    public static ValueTask<Passkey?> Rename(Tx tx, UserId user, PasskeyId id, string name) => tx.Find($"""
        UPDATE kw.passkeys SET name = {name} WHERE id = {id} AND user_id = {user} RETURNING {Columns}
        """, Read);

    public static ValueTask<int> Delete(Tx tx, UserId user, PasskeyId id) => tx.Execute($"""
        DELETE FROM kw.passkeys WHERE id = {id} AND user_id = {user}
        """);

    public static ValueTask<int> DeleteAll(Tx tx, UserId user) => tx.Execute($"DELETE FROM kw.passkeys WHERE user_id = {user}");

    private static Passkey Read(Row row) => new(
        row.Id<PasskeyId>("id"), row.Id<UserId>("user_id"), row.Bytes("credential_id"), row.Bytes("public_key"), row.Text("name"))
    {
        SignCount = row.Long("sign_count"),
        Transports = row.Text("transports").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        IsBackupEligible = row.Int("backup_eligible") == 1,
        IsBackedUp = row.Int("backed_up") == 1,
        LastUsedAt = row.InstantOrNull("last_used_at"),
        CreatedAt = row.Instant("created_at"),
    };
}
