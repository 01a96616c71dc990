using Keywright.Audit;
using Keywright.Database;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Keywright.Tests.Audit;

public sealed class MachineAuditOnSqlite() : MachineAuditTests(new SqliteTestDatabase());

public sealed class MachineAuditOnPostgres() : MachineAuditTests(new PostgresTestDatabase());

/// <summary>What programs do that changes nothing is written together, and none of it is lost.</summary>
public abstract class MachineAuditTests(TestDatabase database) : AuditLogTests(database)
{
    private static readonly AuditOrigin Origin =
        AuditOrigin.System with { UserAgent = "ci/1", Method = "POST", Path = "/oauth/introspect" };

    [Fact]
    public async Task A_thousand_facts_take_one_unit_and_few_statements()
    {
        var before = Server.Sql.Statements;
        var cost = await Server.Sql.During(() => Note(Server, 1_000));
        Assert.Equal((0, 0), cost);

        Assert.Equal((0, 1), await Server.Sql.During(() => Flush(Server)));

        Assert.InRange(Server.Sql.Statements - before, 1, 20);
        Assert.Equal(1_000, await Written());
        Assert.Equal((0, 0), await Server.Sql.During(() => Flush(Server)));
    }

    [Fact]
    public async Task A_fact_keeps_its_own_time_and_all_that_it_says()
    {
        await Server.Services.GetRequiredService<MachineAudit>().Note(
            new AuditEvent("introspected", AuditCategory.Token, "Ask") { ResourceType = "client", ResourceId = "c1" }, Origin);
        var at = Database.Clock.GetUtcNow();
        Server.Wait(TimeSpan.FromSeconds(3));

        await Flush(Server);

        var record = Assert.Single(await Server.Rows(tx => tx.List(
            $"SELECT {AuditRecord.Columns} FROM kw.audit_events AS e WHERE event_type = 'introspected'", AuditRecord.Read)));
        Assert.Equal(at, record.CreatedAt);
        Assert.Equal(
            ("client", "c1", "ci/1", "/oauth/introspect"),
            (record.ResourceType, record.ResourceId, record.UserAgent, record.Path));
    }

    [Fact]
    public async Task What_was_written_together_is_sealed_like_the_rest()
    {
        await Note(Server, 137);
        await Flush(Server);
        _ = await Server.SignedInUser();
        await Note(Server, 3);
        await Flush(Server);

        await Seal();

        await IsIntact();
        Assert.Equal(0, (await Verify()).Waiting);
    }

    [Fact]
    public async Task While_the_database_is_away_it_waits_and_when_too_much_waits_who_comes_is_told()
    {
        Server.Sql.IsAway = true;
        await Note(Server, MachineAudit.Most);
        await Assert.ThrowsAsync<DatabaseException>(() => Flush(Server));
        await Assert.ThrowsAsync<DatabaseException>(() => Note(Server, 1));

        Server.Sql.IsAway = false;
        Assert.Equal((0, 1), await Server.Sql.During(() => Note(Server, 1)));
        await Flush(Server);
        Assert.Equal(MachineAudit.Most + 1, await Written());
    }

    [Fact]
    public async Task One_that_the_database_refuses_keeps_no_other_from_being_written()
    {
        await Note(Server, 5);
        await Server.Services.GetRequiredService<MachineAudit>().Note(
            new AuditEvent("introspected", AuditCategory.Token, "Broken") { MetadataJson = "{not json" }, Origin);
        await Server.Services.GetRequiredService<MachineAudit>().Note(
            new AuditEvent("introspected", AuditCategory.Token, "Broken") { RiskScore = 1_000 }, Origin);
        await Note(Server, 5);

        await Flush(Server);

        Assert.InRange(await Written(), 10, 11);
        Assert.Contains("refuses the audit event", string.Join('\n', Server.Log.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_is_noted_while_a_node_stops_nothing_is_lost()
    {
        var node = await Node();
        var audit = node.Services.GetRequiredService<MachineAudit>();
        await Note(node, 500);
        var noted = Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await audit.Note(new AuditEvent("introspected", AuditCategory.Token, "Ask"), Origin);
            }
        });

        await audit.Finish(CancellationToken.None);
        await noted;

        Assert.Equal(1_000, await Written());
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_stops_while_the_database_is_away_for_a_moment_loses_nothing()
    {
        var node = await Node();
        var sql = node.Sql;
        sql.IsAway = true;
        await Note(node, 700);

        var stopped = node.Services.GetRequiredService<IHost>().StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        sql.IsAway = false;
        await stopped;

        Assert.Equal(700, await Written());
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_running_node_writes_within_seconds_and_after_the_database_was_away()
    {
        await using var node = await Node();
        node.Sql.IsAway = true;
        await Note(node, 20);
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.Equal(0, await Written());

        node.Sql.IsAway = false;
        for (var i = 0; i < 100 && await Written() < 20; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(20, await Written());
    }

    private Task<KeywrightServer> Node() =>
        new KeywrightServer(Database) { Clock = TimeProvider.System, IsSecondNode = true }.Start();

    private static async Task Note(KeywrightServer server, int count)
    {
        var audit = server.Services.GetRequiredService<MachineAudit>();
        for (var i = 0; i < count; i++)
        {
            await audit.Note(new AuditEvent("introspected", AuditCategory.Token, "Ask about a token"), Origin);
        }
    }

    private static Task Flush(KeywrightServer server) => server.Services.GetRequiredService<MachineAudit>().Run(CancellationToken.None);

    private async Task<int> Written() => (await Server.Rows(tx => tx.List(
        $"SELECT id FROM kw.audit_events WHERE event_type = 'introspected'", row => row.Uuid("id")))).Count;
}
