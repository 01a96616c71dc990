using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Migrations;

public sealed class ManyAtOnceOnSqlite() : ManyAtOnceTests(new SqliteInstallation(), new OwnFilesOnSqlite());

public sealed class ManyAtOnceOnPostgres() : ManyAtOnceTests(new PostgresInstallation(), new OwnFilesOnPostgres());

/// <summary>Processes that start at the same instant on a database in which nothing is.</summary>
public abstract class ManyAtOnceTests(Installation installation, OwnFiles own) : IAsyncLifetime
{
    private const int Many = 20;

    public async Task InitializeAsync()
    {
        await installation.InitializeAsync();
        await own.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await installation.DisposeAsync();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task Commands_and_servers_apply_each_of_Keywrights_migrations_once()
    {
        var servers = Enumerable.Range(0, 3).Select(_ => installation.Serve()).ToArray();
        var commands = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => installation.Run("migrate", "up", "--json")));

        Assert.All(commands, command => Assert.True(command.Code == 0, command.Messages));
        var applied = commands.SelectMany(Names).ToList();
        Assert.Equal(applied.Distinct().Count(), applied.Count);
        var ready = await Task.WhenAll(servers);
        for (var i = 0; i < ready.Length; i++)
        {
            Assert.NotNull(await Person.Register(ready[i].Http, $"person{i}@example.com"));
        }

        var status = await installation.Run("migrate", "status", "--exit-code", "--json");
        Assert.Equal(0, status.Code);
        Assert.Superset(applied.ToHashSet(), Names(status).ToHashSet());
        Assert.Equal(0, (await installation.Run("migrate", "validate")).Code);
    }

    [Fact]
    public async Task Commands_apply_each_of_somebodys_own_migrations_once()
    {
        for (var i = 1; i <= 5; i++)
        {
            own.Write($"000{i}_t{i}.sql", $"CREATE TABLE t{i} (n integer NOT NULL);\nINSERT INTO t{i} (n) VALUES (1);\n");
        }

        var commands = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => own.Run("up", "--json")));

        Assert.All(commands, command => Assert.True(command.Code == 0, command.Messages));
        Assert.Equal(["0001_t1", "0002_t2", "0003_t3", "0004_t4", "0005_t5"], commands.SelectMany(Names).Order());
        Assert.Equal("5", await own.Sql("SELECT (SELECT count(*) FROM t1) + (SELECT count(*) FROM t2) + (SELECT count(*) FROM t3)"
            + " + (SELECT count(*) FROM t4) + (SELECT count(*) FROM t5)"));
    }

    private static IEnumerable<string> Names(CommandResult result) =>
        JsonNode.Parse(result.Results)!["data"]!.AsArray().Select(row => (string)row!["name"]!);
}
