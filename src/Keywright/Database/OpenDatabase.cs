using Keywright.Database.Migrations;
using Keywright.Database.Postgres;
using Keywright.Database.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Database;

/// <summary>Makes what the settings ask for.</summary>
internal static class OpenDatabase
{
    /// <exception cref="FormatException">The settings make no sense; <see cref="DatabaseSettings.Refuse"/> tells why.</exception>
    public static KeywrightDatabase From(DatabaseSettings settings, TimeProvider time, ILoggerFactory log) => settings.Target() switch
    {
        DatabaseTarget.Postgres postgres => new PostgresDatabase(postgres, settings, time, log),
        DatabaseTarget.SqliteFile file => Sqlite(new SqliteOptions { Path = file.Path }, time, log),
        _ => Sqlite(new SqliteOptions { IsMemory = true }, time, log),
    };

    /// <summary>A database of somebody else's, which is not changed in any way.</summary>
    /// <exception cref="FormatException">The URL makes no sense.</exception>
    /// <exception cref="DatabaseException">There is none.</exception>
    public static KeywrightDatabase ForReading(string url, TimeProvider time) => DatabaseUrl.Parse(url) switch
    {
        DatabaseTarget.Postgres postgres => new PostgresDatabase(postgres, DatabaseSettings.Of(url), time, NullLoggerFactory.Instance),
        DatabaseTarget.SqliteFile { Path: var path } when File.Exists(path) => new SqliteSource(path, time),
        DatabaseTarget.SqliteFile { Path: var path } =>
            throw new DatabaseException(DatabaseProblem.Unavailable, $"There is no file {Path.GetFullPath(path)}."),
        _ => throw new FormatException("sqlite::memory: holds nothing that could be read"),
    };

    /// <summary>What brings the schema of an open database up to date. The files are Keywright's own unless others are given.</summary>
    public static Migrator Migrator(
        KeywrightDatabase database, DatabaseSettings settings, TimeProvider time, ILoggerFactory log,
        IReadOnlyList<MigrationFile>? files = null) => new(
        ct => MigrationConnection(database, settings, time, ct),
        files ?? MigrationFiles.Embedded(database.Dialect),
        settings.Migrations.LockTimeout,
        log.CreateLogger<Migrator>())
        {
            AppVersion = files is null ? typeof(OpenDatabase).Assembly.GetName().Version : null,
        };

    /// <summary>
    /// What runs files of somebody's own against any database; on PostgreSQL in the schema of the settings. A SQLite file that is missing
    /// is made when something is to be written.
    /// </summary>
    /// <exception cref="FormatException">The settings make no sense, or name a database in memory.</exception>
    public static Migrator Migrator(
        DatabaseSettings settings, TimeProvider time, ILoggerFactory log, IReadOnlyList<MigrationFile> files, Version? appVersion = null)
    {
        var target = settings.Target();
        return target is DatabaseTarget.Memory
            ? throw new FormatException("a database in memory is gone as soon as it is migrated")
            : new(
                ct => MigrationConnection(target, settings, time, ct), files, settings.Migrations.LockTimeout, log.CreateLogger<Migrator>())
            {
                AppVersion = appVersion,
                Exists = () => target is not DatabaseTarget.SqliteFile file || File.Exists(file.Path),
            };
    }

    public static async ValueTask<MigrationConnection> MigrationConnection(
        KeywrightDatabase database, DatabaseSettings settings, TimeProvider time, CancellationToken ct)
    {
        if (database is SqliteDatabase sqlite)
        {
            return SqliteMigration.Open(sqlite.FilePath, isGuest: false, time);
        }

        return database is PostgresDatabase postgres
            ? await PostgresMigration.Open(settings.MigrationTarget() ?? postgres.Target, settings, time, ct)
            : throw new NotSupportedException($"{database} has no migrations.");
    }

    public static async ValueTask<MigrationConnection> MigrationConnection(
        DatabaseTarget target, DatabaseSettings settings, TimeProvider time, CancellationToken ct)
    {
        if (target is DatabaseTarget.SqliteFile file)
        {
            SqliteFile.CreateIfMissing(file.Path);
            return SqliteMigration.Open(Path.GetFullPath(file.Path), isGuest: true, time);
        }

        return await PostgresMigration.Open(settings.MigrationTarget() ?? (DatabaseTarget.Postgres)target, settings, time, ct);
    }

    private static SqliteDatabase Sqlite(SqliteOptions options, TimeProvider time, ILoggerFactory log) =>
        SqliteDatabase.Open(options, time, log.CreateLogger<SqliteDatabase>());
}
