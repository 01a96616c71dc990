using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keywright.Tests.Http.Places;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.Sessions.Risk;

public sealed class RiskOnSqlite() : RiskTests(new SqliteTestDatabase());

public sealed class RiskOnPostgres() : RiskTests(new PostgresTestDatabase());

/// <summary>Sign-ins that are unlike the others of their user: each signal, each threshold.</summary>
public abstract class RiskTests(TestDatabase database) : ServerTests(database)
{
    private const string Berlin = "192.0.2.10";
    private const string Potsdam = "192.0.2.200";
    private const string Munich = "203.0.113.7";
    private const string Wellington = "198.51.100.5";
    private const string Paris = "2001:db8:f::1";
    private const string Nowhere = "100.64.0.1";
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        + "Version/17.5 Mobile/15E148 Safari/604.1";

    private static readonly Lazy<string> Places = new(() =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, "places.mmdb");
        File.WriteAllBytes(path, new MmdbWriter()
            .Add("192.0.2.0/25", "DE", "Berlin", 52.52, 13.41).Add("192.0.2.128/25", "DE", "Potsdam", 52.4, 13.07)
            .Add("203.0.113.0/24", "DE", "Munich", 48.14, 11.58).Add("198.51.100.0/24", "NZ", "Wellington", -41.29, 174.78)
            .Add("2001:db8:f::/48", "FR", "Paris", 48.86, 2.35).Bytes());
        return path;
    });

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
    public async Task A_risky_sign_in_waits_for_a_mailed_code()
    {
        var ada = await Ada();
        var asked = await SignIn(ada, Paris, wait: TimeSpan.FromDays(3));
        Assert.Equal(["email"], asked.Json["methods"]!.AsArray().Select(method => method!.GetValue<string>()));

        var wrong = await Server.Post("/two-factor/challenge", new { challenge = asked.Text("challenge"), code = "0000 0000" });
        Is(HttpStatusCode.Unauthorized, "invalid_code", wrong);
        var session = await Judged(ada, await Stepped(ada, asked), 55, "new_device", "new_country");

        Assert.Equal("password+email", Text(session, "login_method"));
        Assert.Equal("suspicious", Text(session, "status"));
        Assert.True(session["is_suspicious"]!.GetValue<bool>());
        Assert.Contains("Unusual: new device, new country", (await Server.MailTo(ada.Email, "Unusual sign-in")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailed_code_works_once_for_its_own_challenge_and_for_ten_minutes()
    {
        var ada = await Ada();
        var first = await SignIn(ada, Paris, wait: TimeSpan.FromDays(3));
        var code = await Code(ada);
        var second = await SignIn(ada, Paris);

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(second, code));
        IsOk(await Answer(first, code));
        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(first, code));
        var late = await Code(ada);
        Server.Wait(TimeSpan.FromMinutes(10));
        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(second, late));
    }

    [Fact]
    public async Task Of_twenty_guesses_at_a_mailed_code_at_once_five_are_evaluated()
    {
        var ada = await Ada();
        var asked = await SignIn(ada, Paris, wait: TimeSpan.FromDays(3));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Answer(asked, $"{i:D8}")));

        Assert.Equal(5, answers.Count(answer => answer.Code == "invalid_code"));
        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(asked, await Code(ada)));
    }

    [Fact]
    public async Task Risk_asks_a_trusted_device_for_its_second_factor_and_never_for_a_weaker_one()
    {
        var ada = await Ada();
        var app = await Authenticator.SetUp(Server, ada);
        var known = await Server.Post("/two-factor/challenge", new
        {
            challenge = Authenticator.Challenge(await SignIn(ada, Munich)),
            code = app.Code(),
            trust_device = true,
        });
        var token = known.Text("device_token");
        Assert.Equal("authenticated", (await SignIn(ada, Munich, token)).Text("status"));

        var asked = await SignIn(ada, Wellington, token, wait: TimeSpan.FromHours(1));

        Assert.Equal(["totp", "recovery_code"], asked.Json["methods"]!.AsArray().Select(method => method!.GetValue<string>()));
    }

    [Fact]
    public async Task An_address_that_nobody_proved_is_no_factor()
    {
        var bob = await Server.SignedInUser();
        Server.Wait(TimeSpan.FromDays(3));

        await Judged(bob, await SignIn(bob, Paris), 55, "new_device", "new_country");
    }

    [Fact]
    public async Task The_highest_risk_is_refused_like_a_wrong_password_and_the_owner_is_told()
    {
        var ada = await Ada();
        var wrong = await Server.Post(
            "/login", new { email = ada.Email, password = "a wrong passphrase 1" }, null, ("X-Test-Peer", Wellington));

        var refused = await SignIn(ada, Wellington);

        Assert.Equal((wrong.Code, wrong.Json["detail"]!.ToString()), (refused.Code, refused.Json["detail"]!.ToString()));
        Assert.Equal(wrong.Status, refused.Status);
        Assert.Equal(wrong.Headers.Keys.Order(), refused.Headers.Keys.Order());
        Assert.Contains("Unusual: new device, new country, impossible travel",
            (await Server.MailTo(ada.Email, "was refused")).Text, StringComparison.Ordinal);
        var rows = await Server.Rows(tx => tx.List(
            $"SELECT result_code, risk_score FROM kw.audit_events WHERE event_type = 'login' ORDER BY id DESC LIMIT 1",
            row => (row.Text("result_code"), row.Int("risk_score"))));
        Assert.Equal(("risk_refused", 95), Assert.Single(rows));
    }

    [Fact]
    public async Task Each_refusal_uses_up_an_attempt()
    {
        var ada = await Ada();
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await SignIn(ada, Wellington));
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await SignIn(ada, Wellington));
        IsIn(await SignIn(ada, Munich, ada.DeviceToken));
    }

    [Fact]
    public async Task A_country_header_is_believed_from_a_trusted_proxy_only()
    {
        await using var node = await Another(options => options.Risk.CountryHeader = "CF-IPCountry");
        var ada = await node.SignedInUser();
        async Task<string?> CountryFor(string peer, params string[] countries)
        {
            (string, string)[] headers = [("X-Test-Peer", peer), ("X-Forwarded-For", Munich), .. countries.Select(c => ("CF-IPCountry", c))];
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

    internal override KeywrightServer Make() => new(Database, options => options.Risk.GeoDatabase = Places.Value);

    /// <summary>In Munich, with a proven address.</summary>
    private Task<SignedInUser> Ada() => Server.VerifiedUser();

    private Task<Answer> SignIn(SignedInUser user, string from, string? device = null, string? agent = null, TimeSpan wait = default)
    {
        Server.Wait(wait);
        (string, string)[] headers = agent is null ? [("X-Test-Peer", from)] : [("X-Test-Peer", from), ("User-Agent", agent)];
        return Server.Post("/login", new { email = user.Email, password = KeywrightServer.Password, device_token = device }, null, headers);
    }

    private async Task<string> Code(SignedInUser user) =>
        Regex.Match((await Server.MailTo(user.Email, "sign-in code")).Text, @"Code: (\d{4} \d{4})").Groups[1].Value;

    private async Task<Answer> Stepped(SignedInUser user, Answer asked) =>
        asked.Json["challenge"] is null ? asked : await Answer(asked, await Code(user));

    private Task<Answer> Answer(Answer asked, string code) =>
        Server.Post("/two-factor/challenge", new { challenge = asked.Text("challenge"), code }, null, ("X-Test-Peer", Paris));

    private async Task Copied(SignedInUser user)
    {
        IsOk(await Server.Post("/refresh", new { refresh_token = user.RefreshToken }));
        Server.Wait(TimeSpan.FromMinutes(1));
        Is(HttpStatusCode.Unauthorized, "refresh_token_reused", await Server.Post("/refresh", new { refresh_token = user.RefreshToken }));
    }

    private static Answer IsIn(Answer answer)
    {
        IsOk(answer);
        Assert.Equal("authenticated", answer.Text("status"));
        return answer;
    }

    private async Task<JsonNode> Session(Answer signedIn)
    {
        var sessions = await Server.Get("/sessions", signedIn.Text("access_token"));
        return sessions.Json["data"]!.AsArray().Single(one => one!["is_current"]!.GetValue<bool>())!;
    }

    private async Task<JsonNode> Judged(SignedInUser user, Answer answer, int score, params string[] reasons)
    {
        Assert.Equal(user.Id, IsIn(answer).Json["user"]!["id"]!.GetValue<Guid>());
        var session = await Session(answer);
        Assert.Equal(reasons, session["risk_reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.Equal(score, session["risk_score"]!.GetValue<int>());
        return session;
    }

    private async Task<List<string>> Subjects(SignedInUser user)
    {
        _ = await Server.Deliver();
        return [.. Server.Mail.SubjectsTo(user.Email)];
    }

    private static string? Text(JsonNode session, string member) => session[member]?.GetValue<string>();
}
