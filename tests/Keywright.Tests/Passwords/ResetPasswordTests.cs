using System.Net;
using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Passwords;

public sealed class ResetPasswordOnSqlite() : ResetPasswordTests(new SqliteTestDatabase());

public sealed class ResetPasswordOnPostgres() : ResetPasswordTests(new PostgresTestDatabase());

/// <summary>POST /password/forgot and /password/reset, as an attacker sees them.</summary>
public abstract class ResetPasswordTests(TestDatabase database) : ServerTests(database)
{
    private const string New = "another fine passage 7";

    [Fact]
    public async Task A_mailed_link_sets_a_new_password_and_signs_out_everywhere()
    {
        var ada = await Server.VerifiedUser();
        var token = await ada.PersonalToken("posts:read");

        Is(HttpStatusCode.NoContent, await Reset(await LinkFor(ada)));

        IsRevoked(await ada.Get("/user"));
        IsRevoked(await Server.Get("/user", token));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await Server.Post("/refresh", new { refresh_token = ada.RefreshToken }));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(ada.Email));
        IsOk(await Server.SignIn(ada.Email, New));
        Assert.Contains("password_reset", await Server.AuditTypes());
        Assert.Equal("Your password was changed", (await Server.MailTo(ada.Email, "password of")).Subject);
    }

    [Fact]
    public async Task Tokens_stay_when_their_owner_says_so()
    {
        var ada = await Server.VerifiedUser();
        var token = await ada.PersonalToken("posts:read");

        var link = await LinkFor(ada);
        Is(HttpStatusCode.NoContent, await Server.Post("/password/reset", new { token = link, password = New, keep_tokens = true }));

        IsOk(await Server.Get("/user", token));
        IsRevoked(await ada.Get("/user"));
    }

    [Fact]
    public async Task A_reset_link_works_once()
    {
        var link = await LinkFor(await Server.VerifiedUser());

        Is(HttpStatusCode.NoContent, await Reset(link));

        IsDead(await Reset(link));
    }

    [Fact]
    public async Task Of_twenty_simultaneous_uses_of_a_link_one_succeeds()
    {
        var link = await LinkFor(await Server.VerifiedUser());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Reset(link)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Single(await Server.AuditTypes(), type => type == "password_reset");
    }

    [Fact]
    public async Task A_link_dies_on_the_tick_of_its_expiry()
    {
        var ada = await Server.VerifiedUser();
        var late = await LinkFor(ada);
        Server.Wait(TimeSpan.FromHours(1));
        IsDead(await Reset(late));

        var just = await LinkFor(ada);
        Server.Wait(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.NoContent, await Reset(just));
    }

    [Fact]
    public async Task A_newer_link_replaces_an_older_one()
    {
        var ada = await Server.VerifiedUser();
        var older = await LinkFor(ada);
        var newer = await LinkFor(ada);

        IsDead(await Reset(older));
        Is(HttpStatusCode.NoContent, await Reset(newer));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("kw_pr_nonsense")]
    public async Task What_is_no_link_is_a_dead_link(string? token) => IsDead(await Reset(token));

    [Fact]
    public async Task The_link_of_another_purpose_is_a_dead_link()
    {
        var ada = await Server.SignedInUser();

        IsDead(await Reset(await Server.LinkTo(ada.Email)));
        IsDead(await Reset(ada.AccessToken));
    }

    [Fact]
    public async Task A_password_that_is_refused_does_not_use_the_link_up()
    {
        var ada = await Server.VerifiedUser();
        var link = await LinkFor(ada);

        var refused = await Server.Post("/password/reset", new { token = link, password = "short" });
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", refused);
        Assert.True(refused.Json["errors"]!.AsObject().ContainsKey("password"));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post(
            "/password/reset", new { token = link, password = New, password_confirmation = "other" }));

        Is(HttpStatusCode.NoContent, await Reset(link));
    }

    [Fact]
    public async Task A_changed_password_ends_the_link_that_was_mailed_before()
    {
        var ada = await Server.VerifiedUser();
        var link = await LinkFor(ada);

        Is(HttpStatusCode.NoContent, await ada.Send(
            "PUT", "/user/password", new { current_password = KeywrightServer.Password, password = New }));

        IsDead(await Reset(link));
    }

    [Fact]
    public async Task Whoever_registered_the_address_of_another_is_thrown_out_when_its_owner_resets_the_password()
    {
        const string Victim = "victim@example.com";
        var attacker = await Server.SignedInUser(Victim);
        var token = await attacker.PersonalToken("posts:read");
        Is(HttpStatusCode.Accepted, await attacker.Send(
            "PUT", "/user/email", new { email = "attacker@example.com", password = KeywrightServer.Password }));
        var pending = await Server.LinkTo("attacker@example.com");

        var link = await LinkFor(attacker);
        Is(HttpStatusCode.NoContent, await Server.Post("/password/reset", new { token = link, password = New, keep_tokens = true }));

        IsRevoked(await attacker.Get("/user"));
        IsRevoked(await Server.Get("/user", token));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(Victim));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await Server.Post("/email/verify", new { token = pending, password = KeywrightServer.Password }));
        var victim = await Server.SignIn(Victim, New);
        IsOk(victim);
        Assert.True(victim.Json["user"]!["email_verified"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_owner_signs_in_after_a_reset_although_others_locked_the_account()
    {
        var ada = await Server.VerifiedUser();
        var reset = await Reset(await LinkFor(ada));
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(ada.Email, "wrong password " + i));
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email, New));
        IsOk(await Server.Post("/login", new { email = ada.Email, password = New }, null, ("Cookie", reset.AllCookies())));
    }

    [Fact]
    public async Task A_reset_opens_the_lane_that_guesses_locked()
    {
        var ada = await Server.VerifiedUser();
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(ada.Email, "wrong password " + i));
        }

        Is(HttpStatusCode.NoContent, await Reset(await LinkFor(ada)));

        IsOk(await Server.SignIn(ada.Email, New));
    }

    [Fact]
    public async Task Whether_an_address_is_known_shows_neither_in_the_answer_nor_in_what_it_costs()
    {
        var ada = await Server.VerifiedUser();
        var (known, costOfKnown) = await Cost(() => Forgot(ada.Email));
        var (unknown, costOfUnknown) = await Cost(() => Forgot("nobody@example.com"));

        Is(HttpStatusCode.Accepted, known);
        Assert.Equal((known.Status, known.Body), (unknown.Status, unknown.Body));
        Assert.Equal(known.Headers.Keys.Order(), unknown.Headers.Keys.Order());
        Assert.Equal(costOfKnown, costOfUnknown);
        Server.Mail.Before = null;
        _ = await Server.Deliver();
        Assert.DoesNotContain(Server.Mail.Sent, mail => mail.To.StartsWith("nobody", StringComparison.Ordinal));
        var lengths = await Server.Rows(tx => tx.List(
            $"SELECT kind FROM kw.outbox WHERE status = 'pending' AND kind = 'reset_password'", row => row.Text("kind")));
        Assert.Empty(lengths);
    }

    [Fact]
    public async Task A_mailbox_gets_three_mails_an_hour_whether_or_not_it_exists()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        _ = await limited.SignedInUser("ada@example.com");
        Server.Wait(TimeSpan.FromHours(1));
        foreach (var email in new[] { "ada@example.com", "nobody@example.com" })
        {
            for (var i = 0; i < 3; i++)
            {
                Is(HttpStatusCode.Accepted, await limited.Post("/password/forgot", new { email = i == 1 ? email.ToUpperInvariant() : email }));
            }

            var refused = await limited.Post("/password/forgot", new { email });
            Is(HttpStatusCode.TooManyRequests, "rate_limited", refused);
            Assert.Equal("3600", refused.Headers["Retry-After"]);
        }
    }

    [Fact]
    public async Task An_address_asks_for_twenty_mails_an_hour()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        for (var i = 0; i < 20; i++)
        {
            Is(HttpStatusCode.Accepted, await limited.Post("/password/forgot", new { email = $"user{i}@example.com" }));
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await limited.Post("/password/forgot", new { email = "user20@example.com" }));
        Is(HttpStatusCode.Accepted, await limited.Post(
            "/password/forgot", new { email = "user20@example.com" }, null, ("X-Test-Peer", "203.0.113.8")));
    }

    [Theory]
    [InlineData("ADA@EXAMPLE.COM")]
    [InlineData(" ada@bücher.example ")]
    public async Task The_link_goes_to_the_address_that_the_user_has_however_it_was_typed(string typed)
    {
        var own = typed.Contains('ü', StringComparison.Ordinal) ? "ada@xn--bcher-kva.example" : "ada@example.com";
        _ = await Server.SignedInUser(own);

        Is(HttpStatusCode.Accepted, await Forgot(typed));

        Assert.StartsWith("kw_pr_", await Server.LinkTo(own, "kw_pr_"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada@example.com\r\nBcc: eve@example.com")]
    [InlineData("ada@example.com,eve@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("nobody")]
    [InlineData(null)]
    public async Task What_is_no_address_is_refused_and_mails_nothing(string? email)
    {
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Forgot(email));
        Assert.Equal(0, await Server.Deliver());
    }

    [Fact]
    public async Task An_address_of_five_thousand_characters_is_refused() =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Forgot(new string('a', 5000) + "@example.com"));

    [Fact]
    public async Task The_link_leads_to_the_configured_address_whatever_the_host_field_says()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = ada.Email }, null, ("Host", "evil.example")));

        var mail = await Server.MailTo(ada.Email, "kw_pr_");
        Assert.Contains("http://127.0.0.1:5080/reset-password?token=kw_pr_", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_user_gets_a_password_and_stays_out()
    {
        var ada = await Server.VerifiedUser();
        _ = await Server.Services.GetRequiredService<KeywrightUsers>().SuspendAsync(ada.Id);

        Is(HttpStatusCode.NoContent, await Reset(await LinkFor(ada)));

        Is(HttpStatusCode.Forbidden, "account_suspended", await Server.SignIn(ada.Email, New));
    }

    [Fact]
    public async Task The_application_sends_a_reset_from_its_own_code()
    {
        var users = Server.Services.GetRequiredService<KeywrightUsers>();
        var ada = await Server.VerifiedUser();

        Assert.NotNull(await users.SendPasswordResetAsync(ada.Id));
        Assert.Null(await users.SendPasswordResetAsync(Guid.Empty));

        Is(HttpStatusCode.NoContent, await Reset(await Server.LinkTo(ada.Email, "kw_pr_")));
    }

    private static void IsDead(Answer answer)
    {
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(["token"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    private async Task<(Answer Answer, int Statements)> Cost(Func<Task<Answer>> call)
    {
        var before = Server.Sql.Statements;
        var answer = await call();
        return (answer, Server.Sql.Statements - before);
    }

    private Task<Answer> Forgot(string? email) => Server.Post("/password/forgot", new { email });

    private async Task<string> LinkFor(SignedInUser user)
    {
        Is(HttpStatusCode.Accepted, await Forgot(user.Email));
        return await Server.LinkTo(user.Email, "kw_pr_");
    }

    private Task<Answer> Reset(string? token) => Server.Post("/password/reset", new { token, password = New });
}
