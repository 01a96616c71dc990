using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Maintenance;

public sealed class HealthOnSqlite() : HealthTests(new SqliteTestDatabase());

public sealed class HealthOnPostgres() : HealthTests(new PostgresTestDatabase());

public abstract class HealthTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_server_that_can_work_is_live_and_ready()
    {
        IsOk(await Server.Get("~/health/live"));
        var ready = await Server.Get("~/health/ready");

        IsOk(ready);
        Assert.Equal("ready", ready.Text("status"));
        Assert.Equal("no-store", ready.Headers["Cache-Control"]);
        Is(HttpStatusCode.OK, await Server.Send("HEAD", "~/health/ready"));
    }

    [Fact]
    public async Task Without_its_database_it_is_live_and_not_ready()
    {
        Server.Sql.IsAway = true;

        var ready = await Server.Get("~/health/ready");

        Is(HttpStatusCode.ServiceUnavailable, "unavailable", ready);
        Assert.True(int.Parse(ready.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        IsOk(await Server.Get("~/health/live"));
        Server.Sql.IsAway = false;
        IsOk(await Server.Get("~/health/ready"));
    }

    [Fact]
    public async Task How_durable_it_is_is_told_to_this_machine_alone()
    {
        const string Path = "~/health/ready?verbose";
        var local = await Server.Send("GET", Path, headers: ("X-Test-Peer", "127.0.0.1"));

        var settings = local.Json["settings"]!.AsObject();
        Assert.NotNull(settings["server_version"]);
        Assert.NotNull(settings[Database.Dialect == Keywright.Database.Dialect.Sqlite ? "journal_mode" : "synchronous_standby_names"]);
        Assert.Equal(
            Database.Dialect == Keywright.Database.Dialect.Sqlite ? "full" : "on",
            (string?)settings[Database.Dialect == Keywright.Database.Dialect.Sqlite ? "synchronous" : "synchronous_commit"]);
        Answer[] others =
        [
            await Server.Get(Path),
            await Server.Send("GET", Path, null, null, ("X-Test-Peer", "127.0.0.1"), ("X-Forwarded-For", "203.0.113.9")),
            await Server.Send("GET", Path, null, null, ("X-Test-Peer", "127.0.0.1"), ("X-Forwarded-For", "127.0.0.1")),
            await Server.Send("GET", Path, null, null, ("X-Test-Peer", "127.0.0.1"), ("Via", "1.1 proxy")),
            await Server.Send("GET", "~/health/ready", null, null, ("X-Test-Peer", "127.0.0.1")),
        ];
        Assert.All(others, answer => Assert.False(answer.Json.ContainsKey("settings")));
        Assert.All(others, IsOk);
    }
}
