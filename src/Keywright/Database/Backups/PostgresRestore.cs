using System.Globalization;
using Keywright.Database.Migrations;
using Keywright.Database.Postgres;

namespace Keywright.Database.Backups;

/// <summary>
/// pg_restore in one transaction, under the lock of the migrations: a node that starts meanwhile waits, and sees nothing or everything.
/// What was there is renamed, not dropped; when the restore fails it gets its name back.
/// </summary>
internal sealed class PostgresRestore(DatabaseTarget.Postgres target, DatabaseSettings settings, TimeProvider time) : DatabaseRestore
{
    private readonly PostgresTool _tool = new(target, settings);

    public override async Task<Restored> Run(RestoreRequest request, CancellationToken ct)
    {
        if (!File.Exists(request.File))
        {
            throw new BackupException($"There is no file {request.File}.");
        }

        var contents = await new PostgresBackupFile(_tool, settings.Schema).Check(request.File, ct);
        if (request.Refuse(contents) is { } reason)
        {
            throw new BackupException(reason);
        }

        await using var connection = await PostgresMigration.Open(target, settings, time, ct);
        await using var held = await connection.Lock(TimeSpan.Zero, ct);
        await RefuseOthers(connection, ct);
        var aside = await MakeRoom(connection, request, ct);
        try
        {
            await _tool.Run(PostgresTool.Restore, Arguments(request), Stream.Null, ct);
        }
        catch (Exception) when (aside is not null)
        {
            await Rename(connection, aside, settings.Schema);
            throw;
        }

        return new Restored(contents, $"{target.Name}, schema {settings.Schema}", aside);
    }

    private string[] Arguments(RestoreRequest request) =>
    [
        _tool.DatabaseArgument(), "--single-transaction", "--exit-on-error", "--no-owner", "--no-password",
        .. request.NoPrivileges ? new[] { "--no-privileges" } : [], request.File,
    ];

    /// <summary>Whoever works on the tables while they change places would write to those that nobody reads any more.</summary>
    private async Task RefuseOthers(MigrationConnection connection, CancellationToken ct)
    {
        var own = target.Settings.GetValueOrDefault("application_name");
        var others = await connection.Unit(
            tx => tx.List(
                $"""
                SELECT pid, application_name FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()
                   AND (application_name LIKE 'keywright %' OR application_name = {own})
                 ORDER BY pid
                """,
                row => string.Create(CultureInfo.InvariantCulture, $"{row.Text("application_name")} (server process {row.Int("pid")})")),
            ct);
        if (others.Count > 0)
        {
            throw new BackupException(
                $"Keywright works on this database. Stop every server and command, then restore: {string.Join(", ", others)}.");
        }
    }

    /// <summary>pg_restore makes the schema, so it must be gone. Returns the name under which it is kept, if it held something.</summary>
    private async Task<string?> MakeRoom(MigrationConnection connection, RestoreRequest request, CancellationToken ct)
    {
        var tables = await connection.Unit(
            tx => tx.Count($"SELECT count(*) AS n FROM pg_class WHERE relnamespace = to_regnamespace({Quoted(settings.Schema)})"), ct);
        if (tables == 0)
        {
            await Change(
                connection,
                $"SELECT set_config('keywright.from', {settings.Schema}, true)",
                $"DO $$ BEGIN EXECUTE format('DROP SCHEMA IF EXISTS %I', current_setting('keywright.from')); END $$");
            return null;
        }

        if (!request.Clean)
        {
            throw new BackupException($"The schema {settings.Schema} holds tables. Restore to a database without them, or move them aside "
                + "with --clean: the schema is renamed first, and nothing is deleted.");
        }

        if (settings.Schema == "public")
        {
            throw new BackupException(
                "The schema public can't be moved aside, for it may hold what is not Keywright's. Restore to another database.");
        }

        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd't'HHmmss", CultureInfo.InvariantCulture);
        var aside = $"{settings.Schema[..Math.Min(settings.Schema.Length, 36)]}_replaced_{stamp}";
        await Rename(connection, settings.Schema, aside);
        return aside;
    }

    private static Task Rename(MigrationConnection connection, string from, string to) => Change(
        connection,
        $"SELECT set_config('keywright.from', {from}, true), set_config('keywright.to', {to}, true)",
        $"""
        DO $$ BEGIN
            EXECUTE format('ALTER SCHEMA %I RENAME TO %I', current_setting('keywright.from'), current_setting('keywright.to'));
        END $$
        """);

    /// <summary>Names can't be parameters of DDL; the server quotes them. Nothing cancels it.</summary>
    private static async Task Change(MigrationConnection connection, Sql names, Sql change)
    {
        try
        {
            _ = await connection.Unit(
                async tx =>
                {
                    _ = await tx.Execute(names);
                    return await tx.Execute(change);
                },
                CancellationToken.None);
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e))
        {
            throw new BackupException($"The schema could not be made ready: {e.Message}", e);
        }
    }

    private static string Quoted(string name) => $"\"{name}\"";
}
