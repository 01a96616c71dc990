using Keywright.Database;

namespace Keywright.Http;

internal sealed record RateLimitHits(int Hits, DateTimeOffset WindowEndsAt);

/// <summary>All writes to <c>rate_limits</c>.</summary>
internal static class RateLimitStore
{
    /// <summary>
    /// Counts an attempt and returns the count, this one included. One statement decides, so of simultaneous attempts no more than
    /// the limit pass. The count stops above <paramref name="limit"/>: that says "refused", and it can't overflow.
    /// </summary>
    public static async ValueTask<RateLimitHits> Count(Tx tx, byte[] keyHash, int limit, TimeSpan window, int calls = 1) =>
        await tx.Find($"""
            INSERT INTO kw.rate_limits (key_hash, hits, window_ends_at)
            VALUES ({keyHash}, {calls}, {tx.Now + window})
            ON CONFLICT (key_hash) DO UPDATE
               SET hits = CASE WHEN rate_limits.window_ends_at <= {tx.Now} THEN {calls}
                               WHEN rate_limits.hits > {limit} THEN rate_limits.hits
                               ELSE rate_limits.hits + {calls} END,
                   window_ends_at = CASE WHEN rate_limits.window_ends_at <= {tx.Now} THEN excluded.window_ends_at
                                         ELSE rate_limits.window_ends_at END
            RETURNING hits, window_ends_at
            """, Read)
        ?? throw new InvalidOperationException("An upsert without a condition returns its row.");

    /// <summary>Takes one allowed attempt back. A count above the limit holds the limit's worth of allowed ones.</summary>
    public static ValueTask<int> Refund(Tx tx, byte[] keyHash, int limit) => tx.Execute($"""
        UPDATE kw.rate_limits
           SET hits = CASE WHEN hits > {limit} THEN {limit - 1} ELSE hits - 1 END
         WHERE key_hash = {keyHash} AND hits > 0 AND window_ends_at > {tx.Now}
        """);

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.rate_limits WHERE window_ends_at <= {tx.Now}
        """);

    /// <summary>
    /// Deletes up to <paramref name="limit"/> windows that have ended and returns how many it deleted. A row that an attempt holds right
    /// now is in use, and not waited for.
    /// </summary>
    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.rate_limits WHERE key_hash IN
            (SELECT key_hash FROM kw.rate_limits WHERE window_ends_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    private static RateLimitHits Read(Row row) => new(row.Int("hits"), row.Instant("window_ends_at"));
}
