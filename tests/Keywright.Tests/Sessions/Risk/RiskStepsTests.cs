using System.Net;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.Sessions.Risk;

public sealed class RiskStepsOnSqlite() : RiskStepsTests(new SqliteTestDatabase());

public sealed class RiskStepsOnPostgres() : RiskStepsTests(new PostgresTestDatabase());

/// <summary>What follows a risky sign-in: more is asked for, or it is refused.</summary>
public abstract class RiskStepsTests(TestDatabase database) : RiskServerTests(database)
{
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
        var mail = await Server.MailTo(ada.Email, "Unusual sign-in");
        Assert.Contains("Unusual: new device, new country", mail.Text, StringComparison.Ordinal);
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
}
