using Keywright.Database;

namespace Keywright.Maintenance;

/// <summary>What PostgreSQL counts of our schema, and of its write-ahead log and replication as far as the role may see.</summary>
internal static class PostgresStatistics
{
    // Below this a count takes no time that anybody would notice.
    private const int MostCounted = 1_000_000;

    public static async ValueTask<KeywrightStatistics> Read(Tx tx, string schema, SortedDictionary<string, string> live)
    {
        var server = await tx.Find(
            $"""
            SELECT pg_is_in_recovery()::int AS is_standby, (SELECT wal_bytes::bigint FROM pg_stat_wal) AS wal_bytes,
                   (SELECT numbackends::bigint FROM pg_stat_database WHERE datname = current_database()) AS connections,
                   (SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
                     WHERE relnamespace = to_regnamespace({Quoted(schema)}) AND relkind IN ('r', 'p', 'm')) AS bytes,
                   (SELECT (10000 * sum(heap_blks_hit + idx_blks_hit) / nullif(sum(heap_blks_hit + idx_blks_hit
                            + heap_blks_read + idx_blks_read), 0))::bigint
                      FROM pg_statio_user_tables WHERE schemaname = {schema}) AS cache_hits
            """,
            row => new KeywrightStatistics
            {
                Database = "postgresql",
                Version = live["server_version"],
                Bytes = row.Long("bytes"),
                WalBytes = row.LongOrNull("wal_bytes"),
                CacheHitRatio = row.LongOrNull("cache_hits") / 10_000.0,
                Connections = row.LongOrNull("connections"),
                IsStandby = row.Int("is_standby") == 1,
                Settings = live,
                Tables = [],
                Indexes = [],
            });
        return server! with
        {
            Tables = await Tables(tx, schema),
            Indexes = await Indexes(tx, schema),
            Standbys = await Standbys(tx),
            Slots = await Slots(tx),
        };
    }

    private static async ValueTask<List<KeywrightTableStatistics>> Tables(Tx tx, string schema)
    {
        // A name can't be a parameter. query_to_xml is the server's own way to run a query for each of the rows.
        var rows = await tx.List(
            $"""
            SELECT s.relname AS name, c.reltuples::bigint AS estimate, s.n_dead_tup AS dead, pg_table_size(c.oid) AS bytes,
                   greatest(s.last_vacuum, s.last_autovacuum) AS vacuumed_at,
                   CASE WHEN c.reltuples < {MostCounted} THEN (xpath('/row/n/text()',
                       query_to_xml(format('SELECT count(*) AS n FROM %I.%I', s.schemaname, s.relname), false, true, '')))[1]::text::bigint
                   END AS counted
              FROM pg_stat_user_tables AS s JOIN pg_class AS c ON c.oid = s.relid
             WHERE s.schemaname = {schema} ORDER BY s.relname
            """,
            row => new KeywrightTableStatistics(
                row.Text("name"), row.LongOrNull("counted") ?? row.Long("estimate"), row.IsNull("counted"), row.Long("bytes"),
                row.Long("dead"), row.InstantOrNull("vacuumed_at")));
        return rows;
    }

    private static ValueTask<List<KeywrightIndexStatistics>> Indexes(Tx tx, string schema) => tx.List(
        $"""
        SELECT s.relname AS table_name, s.indexrelname AS name, pg_relation_size(s.indexrelid) AS bytes, s.idx_scan AS scans,
               (s.idx_scan = 0 AND NOT i.indisunique)::int AS is_unused
          FROM pg_stat_user_indexes AS s JOIN pg_index AS i ON i.indexrelid = s.indexrelid
         WHERE s.schemaname = {schema} ORDER BY s.relname, s.indexrelname
        """,
        row => new KeywrightIndexStatistics(
            row.Text("table_name"), row.Text("name"), row.Long("bytes"), row.Long("scans"), row.Int("is_unused") == 1));

    private static ValueTask<List<KeywrightStandby>> Standbys(Tx tx) => tx.List(
        $"""
        SELECT coalesce(application_name, '') AS name, state, sync_state,
               CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint END AS lag
          FROM pg_stat_replication ORDER BY application_name, pid
        """,
        row => new KeywrightStandby(row.Text("name"), row.TextOrNull("state"), row.TextOrNull("sync_state"), row.LongOrNull("lag")));

    private static ValueTask<List<KeywrightSlot>> Slots(Tx tx) => tx.List(
        $"""
        SELECT slot_name::text AS name, active::int AS is_active,
               CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint END AS kept
          FROM pg_replication_slots ORDER BY slot_name
        """,
        row => new KeywrightSlot(row.Text("name"), row.Int("is_active") == 1, row.LongOrNull("kept")));

    private static string Quoted(string schema) => $"\"{schema}\"";
}
