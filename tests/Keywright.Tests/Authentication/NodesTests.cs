using System.Diagnostics;
using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Authentication;

public sealed class NodesOnSqlite() : NodesTests(new SqliteTestDatabase());

public sealed class NodesOnPostgres() : NodesTests(new PostgresTestDatabase());

/// <summary>Two nodes on one database, with the real clock and their background work.</summary>
public abstract class NodesTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => new(Database) { Host = WhoAmI.Map, Clock = TimeProvider.System };

    [Fact]
    public async Task What_one_node_revokes_the_other_refuses_within_a_tenth_of_a_second()
    {
        await using var other = await new KeywrightServer(Database)
        {
            Host = WhoAmI.Map,
            Clock = TimeProvider.System,
            IsSecondNode = true,
        }.Start();
        var user = await Server.SignedInUser();
        for (var i = 0; i < 5; i++)
        {
            var personal = await user.PersonalToken("*");
            var id = (await user.Get("/tokens?limit=1")).Json["data"]![0]!["id"]!.GetValue<string>();
            IsOk(await other.Get("~/whoami", personal));
            IsOk(await other.Get("~/whoami", personal));

            Is(HttpStatusCode.NoContent, await user.Delete("/tokens/" + id));
            var revoked = Stopwatch.GetTimestamp();

            // A request that starts a tenth of a second later is refused, busy as this machine may be.
            var left = TimeSpan.FromMilliseconds(100) - Stopwatch.GetElapsedTime(revoked);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            IsRevoked(await other.Get("~/whoami", personal));
        }
    }
}
