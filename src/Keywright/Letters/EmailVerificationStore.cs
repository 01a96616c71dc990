using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Users;

namespace Keywright.Letters;

/// <summary>What a link proves: the address that the user has, or a new one.</summary>
internal enum VerificationPurpose
{
    Verify,
    Change,
}

internal sealed record EmailVerification(UserId UserId, VerificationPurpose Purpose, EmailAddress Email);

/// <summary>All writes to <c>email_verifications</c>: of each purpose a user has one live link, the newest.</summary>
internal static class EmailVerificationStore
{
    /// <summary>For <see cref="UserId.Nobody"/> the same statement runs and writes nothing.</summary>
    public static ValueTask<int> Replace(
        Tx tx, SecretToken token, UserId user, VerificationPurpose purpose, EmailAddress email, TimeSpan lifetime) => tx.Execute($"""
        INSERT INTO kw.email_verifications (user_id, purpose, token_hash, email, email_normal, created_at, expires_at)
        SELECT id, {Word(purpose)}, {token.Hash}, {email.Text}, {email.Normal}, {tx.Now}, {tx.Now + lifetime}
          FROM kw.users WHERE id = {user} AND status <> 'deleted'
        ON CONFLICT (user_id, purpose) DO UPDATE
           SET token_hash = excluded.token_hash, email = excluded.email, email_normal = excluded.email_normal,
               created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = NULL
        """);

    public static ValueTask<EmailVerification?> FindLive(Tx tx, SecretToken token) => tx.Find($"""
        SELECT user_id, purpose, email, email_normal FROM kw.email_verifications
         WHERE token_hash = {token.Hash} AND used_at IS NULL AND expires_at > {tx.Now}
        """, Read);

    /// <summary>Marks the link as used and returns it, or null: of many uses at once one gets it.</summary>
    public static ValueTask<EmailVerification?> Use(Tx tx, SecretToken token) => tx.Find($"""
        UPDATE kw.email_verifications SET used_at = {tx.Now}
         WHERE token_hash = {token.Hash} AND used_at IS NULL AND expires_at > {tx.Now}
        RETURNING user_id, purpose, email, email_normal
        """, Read);

    public static ValueTask Drop(Tx tx, UserId user, VerificationPurpose purpose) => tx.Later($"""
        DELETE FROM kw.email_verifications WHERE user_id = {user} AND purpose = {Word(purpose)}
        """);

    public static async ValueTask<long> CountExpired(Tx tx) => await tx.FindValue($"""
        SELECT count(*) AS n FROM kw.email_verifications WHERE expires_at <= {tx.Now}
        """, row => row.Long("n")) ?? 0;

    /// <summary>Deletes up to <paramref name="limit"/> dead links and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit)
    {
        var skip = tx.Dialect.Choose<Sql>(sqlite: $"", postgres: $"FOR UPDATE SKIP LOCKED");
        return tx.Execute($"""
            DELETE FROM kw.email_verifications WHERE token_hash IN
                (SELECT token_hash FROM kw.email_verifications WHERE expires_at <= {tx.Now} LIMIT {limit} {skip})
            """);
    }

    private static string Word(VerificationPurpose purpose) => purpose == VerificationPurpose.Verify ? "verify" : "change";

    private static EmailVerification Read(Row row) => new(
        row.Id<UserId>("user_id"), row.Text("purpose") == "verify" ? VerificationPurpose.Verify : VerificationPurpose.Change,
        new EmailAddress(row.Text("email"), row.Text("email_normal")));
}
