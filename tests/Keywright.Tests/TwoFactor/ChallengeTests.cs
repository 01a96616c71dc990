using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.TwoFactor;

public sealed class ChallengeOnSqlite() : ChallengeTests(new SqliteTestDatabase());

public sealed class ChallengeOnPostgres() : ChallengeTests(new PostgresTestDatabase());

public abstract class ChallengeTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task The_right_code_signs_in_with_what_the_sign_in_asked_for()
    {
        var (ada, app) = await AdaWithApp();
        var asked = await Server.Post("/login", new
        {
            email = ada.Email,
            password = KeywrightServer.Password,
            mode = "cookie",
            remember = true,
            device_name = "Ada's laptop",
        });
        Assert.Equal(["totp", "recovery_code"], asked.Json["methods"]!.AsArray().Select(method => method!.GetValue<string>()));
        Assert.Empty(asked.Cookies);

        var answer = await Answer(asked, app.Code());

        IsOk(answer);
        Assert.Equal("authenticated", answer.Text("status"));
        Assert.Equal(30 * 24 * 3600, answer.Json["expires_in"]!.GetValue<int>());
        var sessions = await Server.Get("/sessions", null, ("Cookie", answer.SessionCookie()));
        var mine = sessions.Json["data"]!.AsArray().Single(one => one!["is_current"]!.GetValue<bool>())!;
        Assert.Equal("Ada's laptop", mine["device_name"]!.GetValue<string>());
        Assert.Equal("password+totp", mine["login_method"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var (ada, app) = await AdaWithApp();
        var code = app.Code();
        IsOk(await Answer(await Server.SignIn(ada.Email), code));

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(await Server.SignIn(ada.Email), code));
    }

    [Fact]
    public async Task After_a_code_no_older_one_works()
    {
        var (ada, app) = await AdaWithApp();
        var older = app.Code(-1);
        IsOk(await Answer(await Server.SignIn(ada.Email), app.Code()));

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(await Server.SignIn(ada.Email), older));
    }

    [Fact]
    public async Task Of_twenty_right_answers_at_once_one_signs_in()
    {
        var (ada, app) = await AdaWithApp();
        var challenges = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            challenges.Add(Authenticator.Challenge(await Server.SignIn(ada.Email)));
        }

        var code = app.Code();
        var answers = await Task.WhenAll(challenges.Select(challenge => Server.Post("/two-factor/challenge", new { challenge, code })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.DoesNotContain(answers, answer => answer.Status >= HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Of_twenty_answers_to_one_challenge_at_once_five_are_evaluated()
    {
        var (ada, app) = await AdaWithApp();
        var challenge = Authenticator.Challenge(await Server.SignIn(ada.Email));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => Server.Post("/two-factor/challenge", new { challenge, code = app.WrongCode() })));

        Assert.Equal(5, answers.Count(answer => answer.Code == "invalid_code"));
        Assert.Equal(15, answers.Count(answer => answer.Code is "challenge_expired" or "too_many_attempts"));
        Is(HttpStatusCode.Unauthorized, "challenge_expired",
            await Server.Post("/two-factor/challenge", new { challenge, code = app.Code() }));
    }

    [Fact]
    public async Task A_challenge_dies_on_the_tick_of_its_expiry()
    {
        var (ada, app) = await AdaWithApp();
        var asked = await Server.SignIn(ada.Email);
        Assert.Equal(600, asked.Json["expires_in"]!.GetValue<int>());
        Server.Wait(TimeSpan.FromSeconds(600));

        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(asked, app.Code()));
    }

    [Fact]
    public async Task A_challenge_works_once()
    {
        var (ada, app) = await AdaWithApp();
        var asked = await Server.SignIn(ada.Email);
        IsOk(await Answer(asked, app.Code()));
        Server.Wait(TimeSpan.FromSeconds(30));

        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(asked, app.Code()));
    }

    [Fact]
    public async Task Somebody_elses_code_does_not_answer_a_challenge()
    {
        var (ada, _) = await AdaWithApp();
        var mallory = await Server.SignedInUser();
        var app = await Authenticator.SetUp(Server, mallory);
        var asked = await Server.SignIn(ada.Email);

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(asked, app.Code()));
        Is(HttpStatusCode.Unauthorized, "invalid_code", await Recover(asked, app.RecoveryCodes[0]));
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once()
    {
        var (ada, app) = await AdaWithApp();
        IsOk(await Recover(await Server.SignIn(ada.Email), app.RecoveryCodes[3]));

        Is(HttpStatusCode.Unauthorized, "invalid_code", await Recover(await Server.SignIn(ada.Email), app.RecoveryCodes[3]));
        Assert.Equal(9, (await ada.Get("/two-factor/recovery-codes")).Json["remaining"]!.GetValue<int>());
    }

    [Fact]
    public async Task Of_twenty_uses_of_a_recovery_code_at_once_one_signs_in()
    {
        var (ada, app) = await AdaWithApp();
        var asked = new List<Answer>();
        for (var i = 0; i < 20; i++)
        {
            asked.Add(await Server.SignIn(ada.Email));
        }

        var answers = await Task.WhenAll(asked.Select(one => Recover(one, app.RecoveryCodes[0])));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_guesses_codes_is_cut_off_whatever_the_challenge_and_the_owner_still_comes_in()
    {
        var (ada, app) = await AdaWithApp();
        var known = await Server.Post("/two-factor/challenge", new
        {
            challenge = Authenticator.Challenge(await Server.SignIn(ada.Email)),
            code = app.Code(),
        });
        Server.Wait(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(await Server.SignIn(ada.Email), app.WrongCode()));
        }

        var stopped = await Answer(await Server.SignIn(ada.Email), app.Code());

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", stopped);
        Assert.Equal("900", stopped.Headers["Retry-After"]);
        IsOk(await Answer(await Server.SignIn(ada.Email, deviceToken: known.Text("device_token")), app.Code()));
        IsOk(await Recover(await Server.SignIn(ada.Email), app.RecoveryCodes[0]));
    }

    [Fact]
    public async Task Strangers_have_thirty_codes_a_day()
    {
        var (ada, app) = await AdaWithApp();
        for (var i = 0; i < 30; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_code", await Answer(await Server.SignIn(ada.Email), app.WrongCode()));
            if (i % 5 == 4)
            {
                Server.Wait(TimeSpan.FromMinutes(15));
            }
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Answer(await Server.SignIn(ada.Email), app.Code()));
    }

    [Fact]
    public async Task A_trusted_device_skips_the_code_until_the_trust_ends()
    {
        var (ada, app) = await AdaWithApp();
        var trusted = await Server.Post("/two-factor/challenge", new
        {
            challenge = Authenticator.Challenge(await Server.SignIn(ada.Email)),
            code = app.Code(),
            trust_device = true,
        });
        var device = trusted.Text("device_token");

        Assert.Equal("authenticated", (await Server.SignIn(ada.Email, deviceToken: device)).Text("status"));
        _ = Authenticator.Challenge(await Server.SignIn(ada.Email));
        Server.Wait(TimeSpan.FromDays(30));
        _ = Authenticator.Challenge(await Server.SignIn(ada.Email, deviceToken: device));
    }

    [Fact]
    public async Task A_known_device_is_not_a_trusted_one()
    {
        var (ada, _) = await AdaWithApp();

        _ = Authenticator.Challenge(await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken));
    }

    [Fact]
    public async Task A_device_that_answered_has_a_new_token_in_place_of_the_old()
    {
        var (ada, app) = await AdaWithApp();
        var answer = await Answer(await Server.SignIn(ada.Email, deviceToken: ada.DeviceToken), app.Code());

        Assert.NotEqual(ada.DeviceToken, answer.Text("device_token"));
        var devices = await Server.Rows(tx => tx.List($"SELECT id FROM kw.devices", row => row.Uuid("id")));
        Assert.Single(devices);
    }

    [Fact]
    public async Task A_new_password_kills_the_challenges_of_the_old_one()
    {
        var (ada, app) = await AdaWithApp();
        var asked = await Server.SignIn(ada.Email);
        Is(HttpStatusCode.NoContent, await ada.Send("PUT", "/user/password", new
        {
            current_password = KeywrightServer.Password,
            password = "another good horse 77",
        }));

        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(asked, app.Code()));
    }

    [Fact]
    public async Task Who_is_suspended_meanwhile_does_not_come_in()
    {
        var (ada, app) = await AdaWithApp();
        var asked = await Server.SignIn(ada.Email);
        await Server.Change($"UPDATE kw.users SET status = 'suspended' WHERE id = {ada.Id}");

        Is(HttpStatusCode.Unauthorized, "challenge_expired", await Answer(asked, app.Code()));
    }

    [Fact]
    public async Task A_wrong_code_is_remembered()
    {
        var (ada, app) = await AdaWithApp();
        _ = await Answer(await Server.SignIn(ada.Email), app.WrongCode());

        Assert.Contains("two_factor_failed!", await Server.AuditTypes());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"challenge":"kw_ch_nonsense"}""")]
    [InlineData("""{"challenge":"x","code":"1","recovery_code":"2"}""")]
    public async Task What_is_incomplete_is_refused_with_its_fields(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post("/two-factor/challenge", content));
    }

    [Fact]
    public async Task A_made_up_challenge_is_an_expired_one() => Is(
        HttpStatusCode.Unauthorized, "challenge_expired",
        await Server.Post("/two-factor/challenge", new { challenge = "kw_ch_0", code = "123456" }));

    private async Task<(SignedInUser Ada, Authenticator App)> AdaWithApp()
    {
        var ada = await Server.SignedInUser();
        return (ada, await Authenticator.SetUp(Server, ada));
    }

    private Task<Answer> Answer(Answer signIn, string code) =>
        Server.Post("/two-factor/challenge", new { challenge = Authenticator.Challenge(signIn), code });

    private Task<Answer> Recover(Answer signIn, string code) =>
        Server.Post("/two-factor/challenge", new { challenge = Authenticator.Challenge(signIn), recovery_code = code });
}
