namespace Keywright.Database.Migrations;

/// <summary>All statements on <c>migration_history</c>, which the engine itself makes.</summary>
internal static class MigrationStore
{
    public const string Table = "migration_history";

    public static async ValueTask MakeTable(Tx tx) => await tx.Execute(tx.Dialect.Choose<Sql>(
        sqlite: $"""
            CREATE TABLE IF NOT EXISTS kw.migration_history (
                migration_name    TEXT PRIMARY KEY,
                migration_file    TEXT NOT NULL,
                batch_number      INTEGER NOT NULL,
                checksum          TEXT NOT NULL,
                description       TEXT,
                migration_type    TEXT NOT NULL CHECK (migration_type IN ('schema', 'data', 'index', 'function')),
                status            TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'rolled_back')),
                execution_time_ms INTEGER,
                error_message     TEXT,
                rollback_sql      TEXT,
                can_rollback      INTEGER NOT NULL CHECK (can_rollback IN (0, 1)),
                rolled_back_at    TEXT,
                rolled_back_by    TEXT,
                applied_at        TEXT,
                completed_at      TEXT,
                min_app_version   TEXT,
                checkpoints       TEXT
            ) STRICT, WITHOUT ROWID
            """,
        postgres: $"""
            CREATE TABLE IF NOT EXISTS kw.migration_history (
                migration_name    text PRIMARY KEY,
                migration_file    text NOT NULL,
                batch_number      integer NOT NULL,
                checksum          text NOT NULL,
                description       text,
                migration_type    text NOT NULL CHECK (migration_type IN ('schema', 'data', 'index', 'function')),
                status            text NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'rolled_back')),
                execution_time_ms integer,
                error_message     text,
                rollback_sql      text,
                can_rollback      integer NOT NULL CHECK (can_rollback IN (0, 1)),
                rolled_back_at    timestamptz,
                rolled_back_by    text,
                applied_at        timestamptz,
                completed_at      timestamptz,
                min_app_version   text,
                checkpoints       text
            )
            """));

    /// <summary>What histories of earlier versions lack.</summary>
    public static async ValueTask AddColumns(Tx tx)
    {
        var has = (await tx.List(tx.Dialect.Choose<Sql>(
            sqlite: $"SELECT name FROM pragma_table_info({Table})",
            postgres: $"""
                SELECT attname::text AS name FROM pg_attribute
                 WHERE attrelid = 'kw.migration_history'::regclass AND attnum > 0 AND NOT attisdropped
                """), row => row.Text("name"))).ToHashSet();
        if (!has.Contains("min_app_version"))
        {
            _ = await tx.Execute($"ALTER TABLE kw.migration_history ADD COLUMN min_app_version text");
        }

        if (!has.Contains("checkpoints"))
        {
            _ = await tx.Execute($"ALTER TABLE kw.migration_history ADD COLUMN checkpoints text");
        }
    }

    public static ValueTask<List<MigrationStatus>> List(Tx tx) => List(tx, $"min_app_version, checkpoints");

    /// <summary>As <see cref="List(Tx)"/>, of a history that lacks the columns that were added since.</summary>
    public static ValueTask<List<MigrationStatus>> ListOlder(Tx tx) => List(tx, $"NULL AS min_app_version, NULL AS checkpoints");

    /// <summary>What undoes each, as it was kept when the migration was applied.</summary>
    public static ValueTask<List<RollbackStep>> Rollbacks(Tx tx) => tx.List(
        $"SELECT migration_name, rollback_sql FROM kw.migration_history WHERE rollback_sql IS NOT NULL",
        row => new RollbackStep(row.Text("migration_name"), row.Text("rollback_sql")));

    /// <summary>Before the migration and committed, so that it stays when the migration rolls back or its process dies.</summary>
    public static ValueTask Start(Tx tx, MigrationFile file, int batch) => tx.Later($"""
        INSERT INTO kw.migration_history (migration_name, migration_file, batch_number, checksum, description, migration_type, status,
                                          rollback_sql, can_rollback, applied_at, min_app_version)
        VALUES ({file.Name}, {file.FileName}, {batch}, {file.Checksum}, {file.Description}, {file.Type}, {MigrationState.Running},
                {file.Rollback}, {(file.Rollback is null ? 0 : 1)}, {tx.Now}, {file.Headers.MinAppVersion})
        ON CONFLICT (migration_name) DO UPDATE
           SET migration_file = excluded.migration_file, batch_number = excluded.batch_number, checksum = excluded.checksum,
               description = excluded.description, migration_type = excluded.migration_type, status = excluded.status,
               rollback_sql = excluded.rollback_sql, can_rollback = excluded.can_rollback, applied_at = excluded.applied_at,
               min_app_version = excluded.min_app_version, execution_time_ms = NULL, error_message = NULL, rolled_back_at = NULL,
               rolled_back_by = NULL, completed_at = NULL
        """);

    /// <summary>In the transaction of the migration, or after its last statement.</summary>
    public static ValueTask Complete(Tx tx, MigrationFile file, DateTimeOffset began, int milliseconds) => tx.Later($"""
        UPDATE kw.migration_history
           SET status = {MigrationState.Completed}, execution_time_ms = {milliseconds}, applied_at = {began},
               completed_at = {began.AddMilliseconds(milliseconds)}, checkpoints = NULL
         WHERE migration_name = {file.Name}
        """);

    public static ValueTask Checkpoint(Tx tx, string name, string line) => tx.Later($"""
        UPDATE kw.migration_history SET checkpoints = coalesce(checkpoints, '') || {line} WHERE migration_name = {name}
        """);

    public static ValueTask Fail(Tx tx, string name, string error) => tx.Later($"""
        UPDATE kw.migration_history
           SET status = {MigrationState.Failed}, error_message = {error}
         WHERE migration_name = {name} AND status = {MigrationState.Running}
        """);

    /// <summary>Under the lock nobody else runs any, so the writers of these died.</summary>
    public static ValueTask FailDead(Tx tx) => tx.Later($"""
        UPDATE kw.migration_history
           SET status = {MigrationState.Failed}, error_message = {"its process ended before it did"}
         WHERE status = {MigrationState.Running}
        """);

    /// <summary>In the transaction that undoes it.</summary>
    public static ValueTask RollBack(Tx tx, string name, string by) => tx.Later($"""
        UPDATE kw.migration_history
           SET status = {MigrationState.RolledBack}, rolled_back_at = {tx.Now}, rolled_back_by = {by}, checkpoints = NULL
         WHERE migration_name = {name}
        """);

    public static ValueTask Realign(Tx tx, MigrationFile file) => tx.Later($"""
        UPDATE kw.migration_history
           SET checksum = {file.Checksum}, description = {file.Description}, min_app_version = {file.Headers.MinAppVersion}
         WHERE migration_name = {file.Name}
        """);

    /// <summary>What never was completed.</summary>
    public static ValueTask Clear(Tx tx, string name) => tx.Later($"""
        DELETE FROM kw.migration_history WHERE migration_name = {name} AND status = {MigrationState.Failed}
        """);

    private static ValueTask<List<MigrationStatus>> List(Tx tx, Sql added) => tx.List(
        $"""
        SELECT migration_name, migration_file, batch_number, checksum, description, status, execution_time_ms, error_message, can_rollback,
               applied_at, completed_at, rolled_back_at, rolled_back_by, {added}
          FROM kw.migration_history ORDER BY migration_name
        """,
        Read);

    private static MigrationStatus Read(Row row) => new(row.Text("migration_name"))
    {
        State = row.Text("status"),
        FileName = row.Text("migration_file"),
        Description = row.TextOrNull("description"),
        Batch = row.Int("batch_number"),
        Checksum = row.Text("checksum"),
        AppliedAt = row.InstantOrNull("applied_at"),
        CompletedAt = row.InstantOrNull("completed_at"),
        Milliseconds = row.IntOrNull("execution_time_ms"),
        Error = row.TextOrNull("error_message"),
        CanRollback = row.Int("can_rollback") == 1,
        RolledBackAt = row.InstantOrNull("rolled_back_at"),
        RolledBackBy = row.TextOrNull("rolled_back_by"),
        MinAppVersion = row.TextOrNull("min_app_version"),
        Checkpoints = Checkpoints.Parse(row.TextOrNull("checkpoints")),
    };
}
