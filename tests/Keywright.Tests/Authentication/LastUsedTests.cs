using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Authentication;

public sealed class LastUsedOnSqlite() : LastUsedTests(new SqliteTestDatabase());

public sealed class LastUsedOnPostgres() : LastUsedTests(new PostgresTestDatabase());

/// <summary>When credentials were last used is written together, never on the path of a request.</summary>
public abstract class LastUsedTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task Of_many_tokens_used_the_times_and_addresses_are_written_together()
    {
        var user = await Server.SignedInUser();
        var tokens = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            tokens.Add(await user.PersonalToken("*"));
        }

        var cost = await Server.Sql.During(async () =>
        {
            foreach (var token in tokens.Concat(tokens))
            {
                IsOk(await Server.Get("/user", token, ("X-Test-Peer", "2001:db8::7")));
            }
        });
        Assert.Equal(0, cost.Writes);
        Assert.Equal((0, 1), await Server.Sql.During(Server.Flush));
        Assert.Equal((0, 0), await Server.Sql.During(Server.Flush));

        foreach (var token in (await user.Get("/tokens")).Json["data"]!.AsArray())
        {
            Assert.Equal(Database.Clock.GetUtcNow(), token!["last_used_at"]!.GetValue<DateTimeOffset>());
            Assert.Equal("2001:db8::7", token["last_used_ip"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task The_activity_of_a_session_is_written_once_a_minute_at_most()
    {
        var user = await Server.SignedInUser();
        var start = Database.Clock.GetUtcNow();
        for (var second = 0; second < 59; second += 5)
        {
            IsOk(await user.Get("/user"));
            Assert.Equal(0, (await Server.Sql.During(Server.Flush)).Writes);
            Server.Wait(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(start, await LastActivity(user));
        IsOk(await user.Get("/user"));
        await Server.Flush();

        Assert.Equal(start + TimeSpan.FromMinutes(1), await LastActivity(user));
    }

    [Fact]
    public async Task Whoever_writes_the_activity_of_a_session_the_database_keeps_it_to_once_a_minute()
    {
        var user = await Server.SignedInUser();
        var start = Database.Clock.GetUtcNow();
        foreach (var (later, kept) in new[] { (1, 0), (59, 0), (60, 60), (119, 60), (120, 120) })
        {
            _ = await Server.Sql.Write(tx => tx.Execute(
                $"UPDATE kw.sessions SET last_activity = {start + TimeSpan.FromSeconds(later)} WHERE id = {user.SessionId}"));

            Assert.Equal(start + TimeSpan.FromSeconds(kept), await LastActivity(user));
        }
    }

    [Fact]
    public async Task Uses_that_could_not_be_written_are_written_later()
    {
        var user = await Server.SignedInUser();
        var token = await user.PersonalToken("*");
        var first = Database.Clock.GetUtcNow();
        IsOk(await Server.Get("/user", token));
        Server.Sql.IsAway = true;
        await Assert.ThrowsAsync<Keywright.Database.DatabaseException>(Server.Flush);
        Server.Sql.IsAway = false;
        Server.Wait(TimeSpan.FromSeconds(10));
        IsOk(await Server.Get("/user", token));
        Server.Sql.IsAway = true;
        await Assert.ThrowsAsync<Keywright.Database.DatabaseException>(Server.Flush);
        Server.Sql.IsAway = false;

        await Server.Flush();

        var last = (await user.Get("/tokens")).Json["data"]![0]!["last_used_at"]!.GetValue<DateTimeOffset>();
        Assert.Equal(first + TimeSpan.FromSeconds(10), last);
    }

    [Fact]
    public async Task A_link_local_address_with_its_interface_does_no_harm()
    {
        var user = await Server.SignedInUser();
        var token = await user.PersonalToken("*");
        IsOk(await Server.Get("/user", token, ("X-Test-Peer", "fe80::1%3")));

        await Server.Flush();

        Assert.Equal("fe80::1", (await user.Get("/tokens")).Json["data"]![0]!["last_used_ip"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_cookie_session_moves_on_while_it_is_used_up_to_its_absolute_end()
    {
        var user = await Server.SignedInUser();
        var answer = await Server.Post("/login", new { email = user.Email, password = KeywrightServer.Password, mode = "cookie" });
        var cookie = ("Cookie", answer.Cookies.Single(text => text.StartsWith("keywright=", StringComparison.Ordinal)).Split(';')[0]);
        for (var hour = 0; hour < 5; hour++)
        {
            Server.Wait(TimeSpan.FromHours(1));
            IsOk(await Server.Get("/user", null, cookie));
            await Server.Flush();
        }

        Server.Wait(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        IsOk(await Server.Get("/user", null, cookie));
        Server.Wait(TimeSpan.FromHours(2));

        Is(HttpStatusCode.Unauthorized, "token_expired", await Server.Get("/user", null, cookie));
    }

    private async Task<DateTimeOffset> LastActivity(SignedInUser user) => Assert.Single(await Server.Rows(tx => tx.List(
        $"SELECT last_activity FROM kw.sessions WHERE id = {user.SessionId}", row => row.Instant("last_activity"))));
}
