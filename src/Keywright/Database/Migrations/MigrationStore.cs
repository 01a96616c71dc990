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
                completed_at      TEXT
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
                completed_at      timestamptz
            )
            """));

    public static ValueTask<List<MigrationStatus>> List(Tx tx) => tx.List(
        $"""
        SELECT migration_name, migration_file, batch_number, checksum, description, status, execution_time_ms, error_message, can_rollback,
               applied_at, completed_at
          FROM kw.migration_history ORDER BY migration_name
        """,
        Read);

    /// <summary>Before the migration and on its own, so that it stays when the migration rolls back or its process dies.</summary>
    public static ValueTask Start(Tx tx, MigrationFile file, int batch) => tx.Later($"""
        INSERT INTO kw.migration_history (migration_name, migration_file, batch_number, checksum, description, migration_type, status,
                                          rollback_sql, can_rollback, applied_at)
        VALUES ({file.Name}, {file.FileName}, {batch}, {file.Checksum}, {file.Description}, {file.Type}, {MigrationState.Running},
                {file.Rollback}, {(file.Rollback is null ? 0 : 1)}, {tx.Now})
        ON CONFLICT (migration_name) DO UPDATE
           SET migration_file = excluded.migration_file, batch_number = excluded.batch_number, checksum = excluded.checksum,
               description = excluded.description, migration_type = excluded.migration_type, status = excluded.status,
               rollback_sql = excluded.rollback_sql, can_rollback = excluded.can_rollback, applied_at = excluded.applied_at,
               execution_time_ms = NULL, error_message = NULL, rolled_back_at = NULL, rolled_back_by = NULL, completed_at = NULL
        """);

    /// <summary>In the transaction of the migration.</summary>
    public static ValueTask Complete(Tx tx, MigrationFile file, int milliseconds) => tx.Later($"""
        UPDATE kw.migration_history
           SET status = {MigrationState.Completed}, execution_time_ms = {milliseconds},
               completed_at = {tx.Now.AddMilliseconds(milliseconds)}
         WHERE migration_name = {file.Name}
        """);

    public static ValueTask Fail(Tx tx, string name, string error) => tx.Later($"""
        UPDATE kw.migration_history
           SET status = {MigrationState.Failed}, error_message = {error}
         WHERE migration_name = {name} AND status = {MigrationState.Running}
        """);

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
    };
}
