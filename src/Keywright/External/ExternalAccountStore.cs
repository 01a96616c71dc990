using Keywright.Database;
using Keywright.Security;

namespace Keywright.External;

/// <summary>All writes to <c>external_accounts</c>.</summary>
internal static class ExternalAccountStore
{
    private static Sql Columns => $"id, user_id, issuer, subject, provider, email, last_login_at, created_at";

    /// <summary>
    /// Whose identity it is, or null. On PostgreSQL those who bring one identity queue for it, so that of many who bring a new one at once
    /// the second finds the first's account.
    /// </summary>
    public static async ValueTask<ExternalAccount?> Hold(Tx tx, ExternalIdentity identity)
    {
        if (tx.Dialect != Dialect.Sqlite)
        {
            await tx.Later($"SELECT pg_advisory_xact_lock(hashtextextended({identity.Issuer + "\n" + identity.Subject}, 1))");
        }

        return await tx.Find($"""
            SELECT {Columns} FROM kw.external_accounts WHERE issuer = {identity.Issuer} AND subject = {identity.Subject}
            """, Read);
    }

    /// <summary>False when somebody has the identity: of two at once, one gets it.</summary>
    public static async ValueTask<bool> Add(
        Tx tx, ExternalAccountId id, UserId user, string provider, ExternalIdentity identity, byte[]? tokens) => await tx.Execute($"""
        INSERT INTO kw.external_accounts (id, user_id, issuer, subject, provider, email, tokens, created_at)
        VALUES ({id}, {user}, {identity.Issuer}, {identity.Subject}, {provider}, {identity.Email}, {tokens}, {tx.Now})
        ON CONFLICT DO NOTHING
        """) > 0;

    /// <summary>Notes a sign-in, and what the provider tells by now.</summary>
    public static ValueTask<int> Use(Tx tx, ExternalAccountId id, string? email, byte[]? tokens) => tx.Execute($"""
        UPDATE kw.external_accounts SET last_login_at = {tx.Now}, email = {email}, tokens = {tokens} WHERE id = {id}
        """);

    public static ValueTask<List<ExternalAccount>> List(Tx tx, UserId user) =>
        tx.List($"SELECT {Columns} FROM kw.external_accounts WHERE user_id = {user} ORDER BY id", Read);

    public static ValueTask<int> Delete(Tx tx, UserId user, ExternalAccountId id) => tx.Execute($"""
        DELETE FROM kw.external_accounts WHERE id = {id} AND user_id = {user}
        """);

    public static ValueTask<int> DeleteAll(Tx tx, UserId user) =>
        tx.Execute($"DELETE FROM kw.external_accounts WHERE user_id = {user}");

    private static ExternalAccount Read(Row row) => new(
        row.Id<ExternalAccountId>("id"), row.Id<UserId>("user_id"), row.Text("issuer"), row.Text("subject"), row.Text("provider"))
    {
        Email = row.TextOrNull("email"),
        LastLoginAt = row.InstantOrNull("last_login_at"),
        CreatedAt = row.Instant("created_at"),
    };
}
