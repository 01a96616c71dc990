using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Sessions.Risk;

public sealed class RiskOnSqlite() : RiskTests(new SqliteTestDatabase());

public sealed class RiskOnPostgres() : RiskTests(new PostgresTestDatabase());

/// <summary>Sign-ins that are unlike the others of their user: each signal has its weight.</summary>
public abstract class RiskTests(TestDatabase database) : RiskServerTests(database)
{
    [Fact]
    public async Task A_session_knows_its_device_and_place()
    {
        var ada = await Ada();

        var session = await Session(IsIn(await SignIn(ada, Munich, ada.DeviceToken, Phone)));

        Assert.Equal(("mobile", "Safari on iPhone"), (Text(session, "device_type"), Text(session, "device_name")));
        Assert.Equal(("DE", "Munich"), (Text(session, "location_country"), Text(session, "location_city")));
        Assert.Equal("203.0.113.7", Text(session, "ip_address"));
        var rows = await Server.Rows(tx => tx.List(
            $"SELECT location_city, risk_score FROM kw.audit_events WHERE event_type = 'session_started' ORDER BY id DESC LIMIT 1",
            row => (row.TextOrNull("location_city"), row.IntOrNull("risk_score"))));
        Assert.Equal(("Munich", 0), Assert.Single(rows));
    }

    [Fact]
    public async Task The_first_sign_in_has_nothing_to_differ_from()
    {
        var ada = await Ada();
        await Server.Change($"DELETE FROM kw.sessions");
        await Server.Change($"DELETE FROM kw.devices");

        await Judged(ada, await SignIn(ada, Wellington), 0);
        Assert.DoesNotContain(await Subjects(ada), subject => subject.Contains("sign-in", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_new_device_is_told_of()
    {
        var ada = await Ada();

        await Judged(ada, await SignIn(ada, Munich, agent: Phone), 30, "new_device");

        Assert.Matches("Place: Munich, DE\\s+Device: Safari on iPhone", (await Server.MailTo(ada.Email, "New sign-in")).Text);
    }

    [Fact]
    public async Task A_new_country_counts()
    {
        var ada = await Ada();
        Server.Wait(TimeSpan.FromDays(3));

        await Judged(ada, await SignIn(ada, Paris, ada.DeviceToken), 25, "new_country");
        await Judged(ada, await SignIn(ada, Paris, ada.DeviceToken), 0);
        await Judged(ada, await SignIn(ada, Nowhere, ada.DeviceToken), 0);
    }

    [Fact]
    public async Task A_journey_that_nobody_can_make_counts()
    {
        var ada = await Ada();
        IsIn(await SignIn(ada, Wellington, ada.DeviceToken, wait: TimeSpan.FromDays(3)));
        Server.Wait(TimeSpan.FromHours(17));

        // Eighteen thousand kilometres: in seventeen hours no, in twenty by an airliner.
        await Judged(ada, await Stepped(ada, await SignIn(ada, Munich, ada.DeviceToken)), 40, "impossible_travel");
    }

    [Fact]
    public async Task A_journey_by_aeroplane_or_between_neighbours_is_nothing()
    {
        var ada = await Ada();
        await Judged(ada, await SignIn(ada, Berlin, ada.DeviceToken, wait: TimeSpan.FromHours(1)), 0);
        await Judged(ada, await SignIn(ada, Potsdam, ada.DeviceToken), 0);
        await Judged(ada, await SignIn(ada, Wellington, ada.DeviceToken, wait: TimeSpan.FromHours(20)), 25, "new_country");
    }

    [Fact]
    public async Task Failures_before_count_but_never_ask_others_for_more()
    {
        var ada = await Ada();
        for (var i = 0; i < 3; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(ada.Email, "a wrong passphrase 1"));
        }

        // The owner's device has a lane of its own, so strangers' guesses say nothing about it.
        await Judged(ada, await SignIn(ada, Munich, ada.DeviceToken), 0);
        await Judged(ada, await SignIn(ada, Munich), 45, "new_device", "recent_failures");
    }

    [Fact]
    public async Task A_copied_token_counts_for_a_week()
    {
        var ada = await Ada();
        await Copied(ada);

        await Judged(ada, await SignIn(ada, Munich, ada.DeviceToken), 20, "token_reuse");
        Server.Wait(TimeSpan.FromDays(7));
        await Judged(ada, await SignIn(ada, Munich, ada.DeviceToken), 0);
    }

    [Fact]
    public async Task The_session_of_a_copied_token_is_suspicious()
    {
        var ada = await Ada();
        await Copied(ada);

        var rows = await Server.Rows(tx => tx.List(
            $"SELECT suspicious_at, revoked_by FROM kw.sessions", row => (row.IsNull("suspicious_at"), row.TextOrNull("revoked_by"))));

        Assert.Equal((false, "security"), Assert.Single(rows));
    }

    [Theory]
    [InlineData("SomethingElse/1")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36")]
    public async Task An_agent_that_says_nothing_counts_once(string agent)
    {
        var ada = await Ada();

        await Judged(ada, await SignIn(ada, Munich, ada.DeviceToken, agent), 10, "unknown_agent");
        await Judged(ada, await SignIn(ada, Munich, ada.DeviceToken, agent), 0);
    }

    [Fact]
    public async Task A_country_header_is_believed_from_a_trusted_proxy_only()
    {
        await using var node = await Another(options => options.Risk.CountryHeader = "CF-IPCountry");
        var ada = await node.SignedInUser();
        async Task<string?> CountryFor(string peer, params string[] countries)
        {
            (string, string)[] headers =
                [("X-Test-Peer", peer), ("X-Forwarded-For", Munich), .. countries.Select(country => ("CF-IPCountry", country))];
            var answer = await node.Post(
                "/login", new { email = ada.Email, password = KeywrightServer.Password, device_token = ada.DeviceToken }, null, headers);
            var sessions = await node.Get("/sessions", answer.Text("access_token"));
            var current = sessions.Json["data"]!.AsArray().Single(one => one!["is_current"]!.GetValue<bool>())!;
            return Text(current, "location_country");
        }

        Assert.Equal("FR", await CountryFor("127.0.0.1", "FR"));
        Assert.Null(await CountryFor("203.0.113.9", "FR"));
        Assert.Null(await CountryFor("127.0.0.1", "XX"));
        Assert.Null(await CountryFor("127.0.0.1", "France"));
        Assert.Null(await CountryFor("127.0.0.1", "FR", "DE"));
    }

    [Fact]
    public async Task A_spoofed_forwarded_address_moves_nobody()
    {
        var ada = await Ada();

        var answer = await Server.Post(
            "/login", new { email = ada.Email, password = KeywrightServer.Password, device_token = ada.DeviceToken }, null,
            ("X-Test-Peer", Wellington), ("X-Forwarded-For", Munich));

        Assert.Equal("two_factor_required", answer.Text("status"));
    }

    [Fact]
    public async Task Judging_a_sign_in_costs_one_read()
    {
        var ada = await Ada();
        var before = Server.Sql.Statements;
        IsIn(await SignIn(ada, Munich, ada.DeviceToken));
        var known = Server.Sql.Statements - before;
        await Server.Change($"DELETE FROM kw.sessions");
        before = Server.Sql.Statements;
        IsIn(await SignIn(ada, Munich, ada.DeviceToken));

        Assert.Equal(known, Server.Sql.Statements - before);
    }
}
