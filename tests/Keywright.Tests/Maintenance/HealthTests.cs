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
}
