using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.Letters;

internal sealed record PasswordReset(UserId UserId, string EmailNormal);

/// <summary>
/// All writes to <c>password_resets</c>: a user has one live link, the newest, and it works while the address is still theirs.
/// </summary>
internal static class PasswordResetStore
{
    private static Sql IsTheirs => $"""
        EXISTS (SELECT 1 FROM kw.users AS u
                 WHERE u.id = password_resets.user_id AND u.email_normal = password_resets.email_normal AND u.status <> 'deleted')
        """;

    /// <summary>For <see cref="UserId.Nobody"/> the same statement runs and writes nothing.</summary>
    public static ValueTask<int> Replace(Tx tx, SecretToken token, UserId user, TimeSpan lifetime) => tx.Execute($"""
        INSERT INTO kw.password_resets (user_id, token_hash, email_normal, created_at, expires_at)
        SELECT id, {token.Hash}, email_normal, {tx.Now}, {tx.Now + lifetime} FROM kw.users WHERE id = {user} AND status <> 'deleted'
        ON CONFLICT (user_id) DO UPDATE
           SET token_hash = excluded.token_hash, email_normal = excluded.email_normal, created_at = excluded.created_at,
               expires_at = excluded.expires_at, used_at = NULL
        """);

    public static ValueTask<PasswordReset?> FindLive(Tx tx, SecretToken token) => tx.Find($"""
        SELECT user_id, email_normal FROM kw.password_resets
         WHERE token_hash = {token.Hash} AND used_at IS NULL AND expires_at > {tx.Now} AND {IsTheirs}
        """, Read);

    /// <summary>
    /// Marks the reset as used and returns it, or null if it is unknown, expired or already used. One statement decides, so of two requests
    /// with the same link at most one succeeds.
    /// </summary>
    public static ValueTask<PasswordReset?> Use(Tx tx, SecretToken token) => tx.Find($"""
        UPDATE kw.password_resets SET used_at = {tx.Now}
         WHERE token_hash = {token.Hash} AND used_at IS NULL AND expires_at > {tx.Now} AND {IsTheirs}
        RETURNING user_id, email_normal
        """, Read);

    public static ValueTask Drop(Tx tx, UserId user) => tx.Later($"DELETE FROM kw.password_resets WHERE user_id = {user}");

    public static async ValueTask<long> CountExpired(Tx tx) => await tx.FindValue($"""
        SELECT count(*) AS n FROM kw.password_resets WHERE expires_at <= {tx.Now}
        """, row => row.Long("n")) ?? 0;

    /// <summary>Deletes up to <paramref name="limit"/> dead links and returns how many.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit)
    {
        var skip = tx.Dialect.Choose<Sql>(sqlite: $"", postgres: $"FOR UPDATE SKIP LOCKED");
        return tx.Execute($"""
            DELETE FROM kw.password_resets WHERE user_id IN
                (SELECT user_id FROM kw.password_resets WHERE expires_at <= {tx.Now} LIMIT {limit} {skip})
            """);
    }

    private static PasswordReset Read(Row row) => new(row.Id<UserId>("user_id"), row.Text("email_normal"));
}
