using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Database.Schema;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.EndToEnd.Schema;

/// <summary>Who trusts no engine runs the files one after another, with the client of the database.</summary>
public sealed class HandRunTests
{
    [Fact]
    public async Task Psql_runs_the_files_in_order_and_what_comes_out_is_the_expected_schema()
    {
        const string Schema = "t_by_hand";
        _ = await PostgresTestServer.Run($"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}");
        try
        {
            foreach (var file in MigrationFiles.Embedded(Dialect.Postgres))
            {
                Fine(file, await DatabaseClient.Psql(PostgresTestServer.Url, Schema, file.Sql));
            }

            await IsAsExpected(DatabaseSettings.Of(PostgresTestServer.Url) with { Schema = Schema });
        }
        finally
        {
            _ = await PostgresTestServer.Run($"DROP SCHEMA {Schema} CASCADE");
        }
    }

    [Fact]
    public async Task Sqlite3_runs_the_files_in_order_and_what_comes_out_is_the_expected_schema()
    {
        using var directory = new TemporaryDirectory();
        foreach (var file in MigrationFiles.Embedded(Dialect.Sqlite))
        {
            Fine(file, await DatabaseClient.Sqlite(directory.File(DatabaseSettings.FileName), file.Sql));
        }

        await IsAsExpected(new DatabaseSettings { Data = directory.Path });
    }

    [Fact]
    public async Task Every_way_back_leads_back()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File(DatabaseSettings.FileName);
        var files = MigrationFiles.Embedded(Dialect.Sqlite);
        foreach (var file in files)
        {
            Fine(file, await DatabaseClient.Sqlite(path, file.Sql));
        }

        foreach (var file in files.Reverse().Where(file => file.Rollback is not null))
        {
            Fine(file, await DatabaseClient.Sqlite(path, file.Rollback!));
        }

        var left = await DatabaseClient.Sqlite(path, "SELECT name FROM sqlite_schema WHERE sql IS NOT NULL");
        Assert.Equal("migration_history", left.Results.Trim());
    }

    private static void Fine(MigrationFile file, CommandResult result) =>
        Assert.True(result is { Code: 0, Messages: "" }, $"{file.FileName}: {result.Messages}");

    private static async Task IsAsExpected(DatabaseSettings settings)
    {
        await using var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
        var live = await LiveSchema.Read(database, settings.Schema);

        Assert.Empty(SchemaDifferences.Between(ExpectedSchema.Own(database.Dialect), live));
    }
}
