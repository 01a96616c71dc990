using System.Globalization;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Migrations;

/// <summary>Files of somebody's own, run against a database that has nothing of Keywright's.</summary>
public abstract class OwnMigrationTests(TestDatabase database) : IAsyncLifetime
{
    internal const string Table1 = "CREATE TABLE things_1 (id integer PRIMARY KEY);";

    internal const string Table2 = "CREATE TABLE things_2 (id integer PRIMARY KEY);";

    private KeywrightDatabase? _opened;

    internal Dictionary<string, string> Files { get; } = [];

    internal DatabaseSettings Settings { get; set; } = database.Settings;

    internal Version? AppVersion { get; set; }

    internal Dialect Dialect => database.Dialect;

    internal KeywrightDatabase Opened => _opened ??= OpenDatabase.From(Settings, database.Clock, NullLoggerFactory.Instance);

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        if (_opened is not null)
        {
            await _opened.DisposeAsync();
        }

        if (Dialect == Dialect.Postgres)
        {
            await PostgresTestServer.Run($"DROP SCHEMA IF EXISTS \"{Settings.Schema}\" CASCADE");
        }

        await database.DisposeAsync();
    }

    internal static SchemaProof Proof(params string[] differences) =>
        (_, _) => Task.FromResult<IReadOnlyList<string>>(differences);

    internal Migrator Migrator() =>
        OpenDatabase.Migrator(Settings, database.Clock, NullLoggerFactory.Instance, Parsed(), AppVersion);

    internal IReadOnlyList<MigrationFile> Parsed() => MigrationFiles.Parse(Files.Select(file => (file.Key, file.Value)), Dialect);

    internal async Task<string> Up(UpOptions? options = null) =>
        string.Join(' ', (await Migrator().Up(options ?? new UpOptions(), CancellationToken.None)).Select(file => file.Name));

    internal async Task<MigrationException> UpRefused(UpOptions? options = null) =>
        await Assert.ThrowsAsync<MigrationException>(() => Up(options));

    internal async Task<string> Undo(RollbackRequest request) =>
        string.Join(' ', (await Migrator().Rollback(request)).Select(step => step.Name));

    /// <summary>Each migration with its state.</summary>
    internal async Task<string> States() => string.Join(
        ' ', (await Migrator().Status()).Select(row => $"{row.Number.ToString(CultureInfo.InvariantCulture)}:{row.State}"));

    internal async Task<MigrationStatus> Row(string name) => Assert.Single(await Migrator().Status(), row => row.Name == name);

    internal async Task<bool> Has(string table) => await Opened.ReadOne(tx => tx.FindValue(
        tx.Dialect.Choose<Sql>(
            sqlite: $"SELECT count(*) AS n FROM sqlite_master WHERE name = {table}",
            postgres: $"""
                SELECT count(*)::int AS n FROM pg_class WHERE relname = {table} AND relnamespace = to_regnamespace({Settings.Schema})
                """),
        row => row.Int("n"))) > 0;

    internal async Task<int?> Number(Sql sql) => await Opened.ReadOne(tx => tx.FindValue(sql, row => row.Int("n")));

    internal async Task Write(Sql sql) => await Opened.Write(tx => tx.Execute(sql));
}
