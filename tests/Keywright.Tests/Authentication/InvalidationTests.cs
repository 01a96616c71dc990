using System.Net;
using Keywright.Database.Periodic;
using Keywright.Maintenance;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Authentication;

public sealed class InvalidationOnSqlite() : InvalidationTests(new SqliteTestDatabase());

public sealed class InvalidationOnPostgres() : InvalidationTests(new PostgresTestDatabase());

/// <summary>The cache of verified tokens against rights that were taken away.</summary>
public abstract class InvalidationTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => new(Database) { Host = WhoAmI.Map };

    [Fact]
    public async Task A_look_up_that_races_a_revocation_is_never_cached()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", (await Server.SignedInUser()).AccessToken));
        var hasRead = new TaskCompletionSource();
        var mayGoOn = new TaskCompletionSource();
        Server.Sql.AfterRead = () =>
        {
            Server.Sql.AfterRead = null;
            hasRead.SetResult();
            return mayGoOn.Task;
        };

        // It has seen the live row and is still on its way when the session ends.
        var racing = Server.Get("~/whoami", user.AccessToken);
        await hasRead.Task;
        await End(Server, user.SessionId);
        mayGoOn.SetResult();
        await racing;

        IsRevoked(await Server.Get("~/whoami", user.AccessToken));
    }

    [Fact]
    public async Task What_another_node_revoked_is_refused_once_the_freshness_is_over()
    {
        await using var other = await new KeywrightServer(Database) { IsSecondNode = true }.Start();
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));

        await End(other, user.SessionId);
        Server.Wait(Revocations.Freshness);

        IsRevoked(await Server.Get("~/whoami", user.AccessToken));
    }

    [Fact]
    public async Task News_are_read_once_and_shared_by_all_who_wait()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));
        Server.Wait(Revocations.Freshness);

        var cost = await Server.Sql.During(() => Task.WhenAll(
            Enumerable.Range(0, 20).Select(async _ => IsOk(await Server.Get("~/whoami", user.AccessToken)))));

        Assert.Equal((1, 0), cost);
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_cached_is_trusted_longer_than_the_freshness()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));
        Server.Sql.IsAway = true;
        IsOk(await Server.Get("~/whoami", user.AccessToken));

        Server.Wait(Revocations.Freshness);

        var away = await Server.Get("~/whoami", user.AccessToken);
        Is(HttpStatusCode.ServiceUnavailable, "unavailable", away);
        Assert.True(int.Parse(away.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Is(HttpStatusCode.ServiceUnavailable, "unavailable", await user.Get("/user"));
        Server.Sql.IsAway = false;
        IsOk(await Server.Get("~/whoami", user.AccessToken));
    }

    [Fact]
    public async Task A_revocation_that_commits_up_to_five_seconds_late_is_seen()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));

        // As of a transaction that began before the last news and committed after them.
        await SessionGone(user, late: TimeSpan.FromSeconds(4));
        Server.Wait(Revocations.Freshness);

        IsRevoked(await Server.Get("~/whoami", user.AccessToken));
    }

    [Fact]
    public async Task What_is_revoked_later_than_that_ends_after_thirty_seconds_whatever_happens()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));
        await SessionGone(user, late: TimeSpan.FromHours(1));
        Server.Wait(TimeSpan.FromSeconds(29));
        IsOk(await Server.Get("~/whoami", user.AccessToken));

        Server.Wait(TimeSpan.FromSeconds(1));

        IsRevoked(await Server.Get("~/whoami", user.AccessToken));
    }

    [Fact]
    public async Task Old_news_are_not_read_over_and_over()
    {
        await SessionGone(await Server.SignedInUser(), late: TimeSpan.FromSeconds(30));

        var (_, found) = await Server.Sql.ReadOne(tx => RevocationStore.Since(tx, null));
        Assert.Empty(found);
        var (now, _) = await Server.Sql.ReadOne(tx => RevocationStore.Since(tx, null));
        Assert.Empty((await Server.Sql.ReadOne(tx => RevocationStore.Since(tx, now - TimeSpan.FromSeconds(5)))).Found);
        Assert.Single((await Server.Sql.ReadOne(tx => RevocationStore.Since(tx, now - TimeSpan.FromSeconds(35)))).Found);
    }

    [Fact]
    public async Task In_strict_mode_every_request_asks_the_database_and_none_is_late()
    {
        await using var strict = await new KeywrightServer(Database, options => options.Sessions.Strict = true)
        {
            Host = WhoAmI.Map,
            IsSecondNode = true,
        }.Start();
        var user = await Server.SignedInUser();

        var cost = await strict.Sql.During(async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                IsOk(await strict.Get("~/whoami", user.AccessToken));
            }
        });
        Assert.Equal((3, 0), cost);
        await End(Server, user.SessionId);

        IsRevoked(await strict.Get("~/whoami", user.AccessToken));
    }

    [Fact]
    public async Task A_node_without_traffic_asks_for_nothing()
    {
        // But for one node, which looks once a second for mail of others, and for sessions that others ended and clients wait to hear of.
        var works = Server.Services.GetServices<IPeriodicWork>().Where(work => work.Name is not ("outbox" or "logouts")).ToList();
        using var housekeeping = ActivatorUtilities.CreateInstance<Housekeeping>(Server.Services, works);
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));
        await housekeeping.StartAsync(CancellationToken.None);
        var reads = Server.Sql.Reads;
        while (Server.Sql.Reads == reads)
        {
            await Pass(TimeSpan.FromMilliseconds(25));
        }

        var cost = await Server.Sql.During(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await Pass(TimeSpan.FromMilliseconds(25));
            }
        });
        await housekeeping.StopAsync(CancellationToken.None);

        Assert.Equal((0, 0), cost);
    }

    /// <summary>Time passes on the server's clock, and what waits for it gets its turn.</summary>
    private async Task Pass(TimeSpan time)
    {
        Server.Wait(time);
        await Task.Delay(5);
    }

    private static async Task End(KeywrightServer server, Guid session)
    {
        var revocations = server.Services.GetRequiredService<Revocations>();
        Assert.True(await server.Sql.Write(tx => SessionStore.End(tx, revocations, new SessionId(session), RevokedBy.User)));
    }

    /// <summary>Behind the server's back.</summary>
    private async Task SessionGone(SignedInUser user, TimeSpan late)
    {
        var (now, _) = await Server.Sql.ReadOne(tx => RevocationStore.Since(tx, null));
        var id = user.SessionId;
        _ = await Server.Sql.Write(async tx =>
        {
            _ = await tx.Execute($"UPDATE kw.sessions SET status = 'revoked' WHERE id = {id}");
            return await tx.Execute($"""
                INSERT INTO kw.revocations (id, subject_kind, subject_id, created_at)
                VALUES ({Guid.CreateVersion7(tx.Now)}, 'session', {id}, {now - late})
                """);
        });
    }
}
