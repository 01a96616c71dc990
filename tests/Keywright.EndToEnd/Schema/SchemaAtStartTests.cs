using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Schema;

public sealed class SchemaAtStartOnSqlite() : SchemaAtStartTests(new SqliteInstallation())
{
    protected override Task<CommandResult> Sql(string sql) =>
        DatabaseClient.Sqlite(Path.Combine(Installation.Directory, "data", "keywright.db"), sql);
}

public sealed class SchemaAtStartOnPostgres() : SchemaAtStartTests(new PostgresInstallation())
{
    protected override Task<CommandResult> Sql(string sql) =>
        DatabaseClient.Psql(PostgresTestServer.Url, Installation.Environment["KEYWRIGHT_Schema"], sql);
}

/// <summary>Somebody changed the schema by hand: what the command says, and what a server does that starts then.</summary>
public abstract class SchemaAtStartTests(Installation installation) : IAsyncLifetime
{
    protected Installation Installation => installation;

    public async Task InitializeAsync()
    {
        await installation.InitializeAsync();
        Assert.Equal(0, (await installation.Run("migrate", "up")).Code);
    }

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task Untouched_it_is_as_expected_and_a_server_starts()
    {
        var result = await installation.Run("db", "verify");

        Assert.Equal((0, ""), (result.Code, result.Results));
        Assert.Contains("as expected", result.Messages, StringComparison.Ordinal);
        Assert.Equal(0, await (await installation.Serve()).Stop());
    }

    [Fact]
    public async Task Every_difference_is_named()
    {
        await Change();

        var text = await installation.Run("db", "verify");
        Assert.Equal(1, text.Code);
        Assert.Equal(
            ["The column users.nickname is not expected.", "The index sessions_by_user of sessions is missing.",
                "The view recent_activity is missing.", "note: The table posts belongs to somebody else."],
            text.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());

        var json = await installation.Run("db", "verify", "--json");
        Assert.Equal(1, json.Code);
        var rows = JsonNode.Parse(json.Results)!["data"]!.AsArray();
        Assert.Equal(["column", "index", "table", "view"], rows.Select(row => (string)row!["kind"]!).Order());
        Assert.Equal("posts", (string?)Assert.Single(rows, row => (bool)row!["note"]!)!["name"]);
    }

    [Fact]
    public async Task A_server_in_production_does_not_start_and_names_each()
    {
        await Change();

        var result = await installation.Run("serve");

        Assert.Equal((1, ""), (result.Code, result.Results));
        Assert.Contains("The column users.nickname is not expected.", result.Messages, StringComparison.Ordinal);
        Assert.Contains("The index sessions_by_user of sessions is missing.", result.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("posts", result.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_development_it_warns_and_starts()
    {
        await Change();
        installation.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";

        var server = await installation.Serve();

        Assert.Contains("The column users.nickname is not expected.", server.Said, StringComparison.Ordinal);
        Assert.Equal(0, await server.Stop());
    }

    [Fact]
    public async Task Who_says_so_starts_all_the_same()
    {
        await Change();

        var server = await installation.Serve("--Migrations:VerifyAtStart=false");

        Assert.DoesNotContain("nickname", server.Said, StringComparison.Ordinal);
        Assert.Equal(0, await server.Stop());
    }

    [Fact]
    public async Task A_schema_that_a_newer_version_has_changed_is_not_compared()
    {
        await Change();
        Fine(await Sql("""
            INSERT INTO migration_history
                (migration_name, migration_file, batch_number, checksum, migration_type, status, can_rollback, min_app_version)
            VALUES ('9999_newer', '9999_newer.sql', 2, 'v1:0', 'schema', 'completed', 0, '0.0.1')
            """));

        var server = await installation.Serve();

        Assert.Contains("of a newer version", server.Said, StringComparison.Ordinal);
        Assert.Equal(0, await server.Stop());
    }

    protected abstract Task<CommandResult> Sql(string sql);

    private async Task Change() => Fine(await Sql("""
        ALTER TABLE users ADD COLUMN nickname text;
        DROP INDEX sessions_by_user;
        DROP VIEW recent_activity;
        CREATE TABLE posts (id text PRIMARY KEY);
        """));

    private static void Fine(CommandResult result) => Assert.True(result.Code == 0, result.Messages);
}
