using Keywright.Database;

namespace Keywright.Passkeys;

/// <summary>All writes to <c>used_passkey_states</c>.</summary>
internal static class PasskeyStateStore
{
    /// <summary>Uses a ceremony up. One statement decides: an answer that was overheard works no second time.</summary>
    public static async ValueTask<bool> Use(Tx tx, PasskeyState state) => await tx.Execute($"""
        INSERT INTO kw.used_passkey_states (state_hash, expires_at) VALUES ({state.Hash}, {state.ExpiresAt}) ON CONFLICT DO NOTHING
        """) > 0;

    public static ValueTask<long> CountExpired(Tx tx) =>
        tx.Count($"SELECT count(*) AS n FROM kw.used_passkey_states WHERE expires_at <= {tx.Now}");

    /// <summary>Deletes up to <paramref name="limit"/> of those that have expired anyway, and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.used_passkey_states WHERE state_hash IN
            (SELECT state_hash FROM kw.used_passkey_states WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
