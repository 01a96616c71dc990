using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Database.Schema;
using Keywright.Maintenance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Server.Commands;

/// <summary>Files and the database that they are for.</summary>
/// <param name="directory">Where somebody's own files are; null for Keywright's.</param>
internal sealed class MigrateTarget(DatabaseSettings settings, string? directory) : IAsyncDisposable
{
    private static readonly NullLoggerFactory Log = NullLoggerFactory.Instance;

    private IReadOnlyList<MigrationFile>? _files;
    private KeywrightDatabase? _database;

    public DatabaseSettings Settings => settings;

    public bool IsOwn => directory is null;

    public Dialect Dialect => DialectOf(settings);

    /// <exception cref="MigrationException">One is malformed.</exception>
    public IReadOnlyList<MigrationFile> Files => _files ??= Read(directory, Dialect);

    /// <summary>How the command line names this, for the advice to type something.</summary>
    public string Named => directory is null ? "" : $" --dir {directory}";

    public static Dialect DialectOf(DatabaseSettings settings) =>
        settings.Target() is DatabaseTarget.Postgres ? Dialect.Postgres : Dialect.Sqlite;

    /// <exception cref="MigrationException">One is malformed.</exception>
    public static IReadOnlyList<MigrationFile> Read(string? directory, Dialect dialect) =>
        directory is null ? MigrationFiles.Embedded(dialect) : MigrationFiles.Directory(directory, dialect);

    /// <summary>Keywright's own database is opened as the server opens it; somebody else's is left as it is.</summary>
    /// <exception cref="MigrationException">A file is malformed.</exception>
    public Migrator Migrator() => IsOwn
        ? OpenDatabase.Migrator(_database ??= OpenDatabase.From(settings, TimeProvider.System, Log), settings, TimeProvider.System, Log)
        : OpenDatabase.Migrator(settings, TimeProvider.System, Log, Files);

    /// <summary>The backup before Keywright's own migrations, where the settings ask for it. Other databases are not ours.</summary>
    public Task BackUp(IReadOnlyList<MigrationFile> pending, CancellationToken ct) => BackUp(pending[0].Name, ct);

    /// <summary>The same before the way back.</summary>
    public Task BackUp(IReadOnlyList<RollbackStep> steps, CancellationToken ct) => BackUp("rollback-" + steps[0].Name, ct);

    private async Task BackUp(string next, CancellationToken ct)
    {
        if (IsOwn)
        {
            var backup = new BackupFirst(settings, new Backups(settings, TimeProvider.System), Log.CreateLogger<BackupFirst>());
            await backup.Run(await Migrator().Status(ct), next, ct);
        }
    }

    /// <summary>Compares the live schema with what files make of an empty database.</summary>
    public SchemaProof Proof() => new ScratchSchema(settings, TimeProvider.System).Differences;

    /// <summary>Makes no database where there is none.</summary>
    public async Task<IReadOnlyList<MigrationStatus>> Status(CancellationToken ct) =>
        IsMissing() ? new MigrationPlan(Files, [], null).Compare() : await Migrator().Status(ct);

    /// <summary>Whether there is no file yet. Looked for before it is opened, which would make it.</summary>
    public bool IsMissing() => settings.Target() is DatabaseTarget.SqliteFile { Path: var path } && !File.Exists(path);

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>For verbs that work on what is there.</summary>
    public Refusal RefuseMissing() => Refusal.Failed(
        $"There is no database at {Path.GetFullPath(((DatabaseTarget.SqliteFile)settings.Target()).Path)}.");
}
