using Keywright.Database;

namespace Keywright.External;

/// <summary>All writes to <c>used_external_states</c>.</summary>
internal static class ExternalStateStore
{
    /// <summary>Uses an attempt up. One statement decides: of many callbacks with one state, one goes on.</summary>
    public static async ValueTask<bool> Use(Tx tx, ExternalAttempt attempt) => await tx.Execute($"""
        INSERT INTO kw.used_external_states (state_hash, expires_at) VALUES ({attempt.StateHash}, {attempt.ExpiresAt})
        ON CONFLICT DO NOTHING
        """) > 0;

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.used_external_states WHERE expires_at <= {tx.Now}
        """);

    /// <summary>Deletes up to <paramref name="limit"/> of those that have expired anyway, and returns how many it deleted.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.used_external_states WHERE state_hash IN
            (SELECT state_hash FROM kw.used_external_states WHERE expires_at <= {tx.Now} LIMIT {limit})
        """);
}
