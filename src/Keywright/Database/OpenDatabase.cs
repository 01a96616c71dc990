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
        log.CreateLogger<Migrator>());

    public static async ValueTask<MigrationConnection> MigrationConnection(
        KeywrightDatabase database, DatabaseSettings settings, TimeProvider time, CancellationToken ct) =>
        database switch
        {
            PostgresDatabase postgres => await PostgresMigration.Open(settings.MigrationTarget() ?? postgres.Target, settings, time, ct),
            SqliteDatabase sqlite => await SqliteMigration.Open(sqlite.FilePath, time, ct),
            _ => throw new NotSupportedException($"{database} has no migrations."),
        };

    private static SqliteDatabase Sqlite(SqliteOptions options, TimeProvider time, ILoggerFactory log) =>
        SqliteDatabase.Open(options, time, log.CreateLogger<SqliteDatabase>());
}
