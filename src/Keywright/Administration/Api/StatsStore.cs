using Keywright.Database;

namespace Keywright.Administration.Api;

/// <summary>Counts over tables of other folders; writes none.</summary>
internal static class StatsStore
{
    public static ValueTask<long> ActiveSessions(Tx tx) => Count(tx, $"""
        SELECT count(*) AS n FROM kw.sessions WHERE status IN ('active', 'suspicious') AND expires_at > {tx.Now}
        """);

    public static ValueTask<long> ActiveTokens(Tx tx) => Count(tx, $"""
        SELECT count(*) AS n FROM kw.personal_tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > {tx.Now})
        """);

    public static ValueTask<long> ServiceAccounts(Tx tx) => Count(tx, $"SELECT count(*) AS n FROM kw.service_accounts");

    /// <summary>Ids hold their time, so the index of types finds where to begin.</summary>
    public static ValueTask<List<SignInDay>> SignInsByDay(Tx tx, DateTimeOffset since)
    {
        var first = Guid.CreateVersion7(since - TimeSpan.FromMilliseconds(1));
        var day = tx.Dialect.Choose<Sql>(
            sqlite: $"substr(created_at, 1, 10)",
            postgres: $"to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')");
        return tx.List($"""
            SELECT {day} AS day, count(CASE WHEN status = 'success' THEN 1 END) AS succeeded,
                   count(CASE WHEN status = 'failure' THEN 1 END) AS failed
              FROM kw.audit_events WHERE event_type = 'login' AND id > {first} AND created_at >= {since}
             GROUP BY 1 ORDER BY 1
            """, row => new SignInDay(row.Text("day"), row.Long("succeeded"), row.Long("failed")));
    }

    private static async ValueTask<long> Count(Tx tx, Sql sql) => await tx.FindValue(sql, row => row.Long("n")) ?? 0;
}
