using Keywright.Database;
using Keywright.Security;

namespace Keywright.External;

/// <summary>A sign-in at a provider that is done but for its last step: the page that began it asks for the session.</summary>
internal sealed record ExternalExchange(UserId UserId, string Provider, string Mode);

/// <summary>All writes to <c>external_exchanges</c>.</summary>
internal static class ExternalExchangeStore
{
    public static ValueTask<int> Add(Tx tx, byte[] tokenHash, byte[] bindingHash, ExternalExchange exchange, DateTimeOffset expiresAt) =>
        tx.Execute($"""
            INSERT INTO kw.external_exchanges (token_hash, user_id, binding_hash, mode, provider, expires_at)
            VALUES ({tokenHash}, {exchange.UserId}, {bindingHash}, {exchange.Mode}, {exchange.Provider}, {expiresAt})
            """);

    /// <summary>
    /// Uses an exchange up, or null when it is unknown, used, expired or another browser's. One statement decides: of many at once, one
    /// gets the session.
    /// </summary>
    public static ValueTask<ExternalExchange?> Use(Tx tx, byte[] tokenHash, byte[] bindingHash) => tx.Find($"""
        UPDATE kw.external_exchanges SET used_at = {tx.Now}
         WHERE token_hash = {tokenHash} AND binding_hash = {bindingHash} AND used_at IS NULL AND expires_at > {tx.Now}
        RETURNING user_id, provider, mode
        """, row => new ExternalExchange(row.Id<UserId>("user_id"), row.Text("provider"), row.Text("mode")));

    public static ValueTask<int> DeleteAll(Tx tx, UserId user) =>
        tx.Execute($"DELETE FROM kw.external_exchanges WHERE user_id = {user}");

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.external_exchanges WHERE expires_at <= {tx.Now}
        """);

    /// <summary>Deletes up to <paramref name="limit"/> expired ones, and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.external_exchanges WHERE token_hash IN
            (SELECT token_hash FROM kw.external_exchanges WHERE expires_at <= {tx.Now} LIMIT {limit})
        """);
}
