using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Authentication;

public sealed class HotPathOnSqlite() : HotPathTests(new SqliteTestDatabase());

public sealed class HotPathOnPostgres() : HotPathTests(new PostgresTestDatabase());

/// <summary>What a signed-in request costs, and when it stops. <c>/whoami</c> of the host does nothing but say who calls.</summary>
public abstract class HotPathTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => new(Database) { Host = WhoAmI.Map };

    [Fact]
    public async Task A_request_with_a_cached_token_costs_no_statement()
    {
        var user = await Server.SignedInUser();
        var personal = await user.PersonalToken("*");
        IsOk(await Server.Get("~/whoami", user.AccessToken));
        IsOk(await Server.Get("~/whoami", personal));

        var cost = await Server.Sql.During(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                IsOk(await Server.Get("~/whoami", user.AccessToken));
                IsOk(await Server.Get("~/whoami", personal));
            }
        });

        Assert.Equal((0, 0), cost);
    }

    [Fact]
    public async Task A_request_with_a_token_not_seen_lately_costs_one_statement()
    {
        var first = await Server.SignedInUser();
        var second = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", first.AccessToken));

        Assert.Equal((1, 0), await Server.Sql.During(async () => IsOk(await Server.Get("~/whoami", second.AccessToken))));
    }

    [Fact]
    public async Task On_our_own_routes_an_unknown_token_is_looked_up_once()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));

        // The host's default scheme asks before our route does.
        Assert.Equal((1, 0), await Server.Sql.During(async () => Is(
            HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", Tokens.Personal()))));
    }

    [Fact]
    public async Task Text_that_is_no_token_costs_no_statement()
    {
        IsOk(await Server.Get("~/whoami", (await Server.SignedInUser()).AccessToken));

        foreach (var text in new[] { "x", "kw_at_x", "kw_pat_" + new string('a', 50), new string('k', 7_000), "kw_at_é" })
        {
            Assert.Equal((0, 0), await Server.Sql.During(async () => Is(
                HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", text))));
        }
    }

    [Fact]
    public async Task A_verified_token_is_asked_for_again_after_thirty_seconds()
    {
        var user = await Server.SignedInUser();
        IsOk(await Server.Get("~/whoami", user.AccessToken));
        Server.Wait(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));

        // One statement to hear what was revoked, none for the token itself.
        Assert.Equal((1, 0), await Server.Sql.During(async () => IsOk(await Server.Get("~/whoami", user.AccessToken))));
        Server.Wait(TimeSpan.FromTicks(1));
        Assert.Equal((1, 0), await Server.Sql.During(async () => IsOk(await Server.Get("~/whoami", user.AccessToken))));
    }

    [Fact]
    public async Task An_access_token_works_until_its_end_and_not_a_tick_longer()
    {
        var user = await Server.SignedInUser();
        IsOk(await user.Get("/user"));
        Server.Wait(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        IsOk(await user.Get("/user"));

        Server.Wait(TimeSpan.FromTicks(1));

        var late = await user.Get("/user");
        Is(HttpStatusCode.Unauthorized, "token_expired", late);
        Assert.Contains("error=\"invalid_token\"", late.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_access_token_before_the_last_refresh_lives_out_its_time()
    {
        var user = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromMinutes(10));
        var next = await Server.Post("/refresh", new { refresh_token = user.RefreshToken });
        IsOk(await user.Get("/user"));
        IsOk(await Server.Get("/user", next.Text("access_token")));
        Server.Wait(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        IsOk(await user.Get("/user"));

        Server.Wait(TimeSpan.FromTicks(1));

        Is(HttpStatusCode.Unauthorized, "token_expired", await user.Get("/user"));
        IsOk(await Server.Get("/user", next.Text("access_token")));
    }

    [Fact]
    public async Task A_session_that_ended_takes_its_previous_access_token_along()
    {
        var user = await Server.SignedInUser();
        var next = (await Server.Post("/refresh", new { refresh_token = user.RefreshToken })).Text("access_token");
        IsOk(await user.Get("/user"));

        Is(HttpStatusCode.NoContent, await Server.Post("/logout", null, next));

        IsRevoked(await user.Get("/user"));
        IsRevoked(await Server.Get("/user", next));
    }

    [Fact]
    public async Task An_access_token_of_one_session_with_the_secret_of_another_is_unknown()
    {
        var user = await Server.SignedInUser();
        var forged = Keywright.Security.Tokens.AccessToken.New(new Keywright.Security.SessionId(user.SessionId)).Reveal();

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", forged));
    }
}
