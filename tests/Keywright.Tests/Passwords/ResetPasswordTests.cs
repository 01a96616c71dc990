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

    private Task<Answer> Forgot(string? email) => Server.Post("/password/forgot", new { email });

    private async Task<string> LinkFor(SignedInUser user)
    {
        Is(HttpStatusCode.Accepted, await Forgot(user.Email));
        return await Server.LinkTo(user.Email, "kw_pr_");
    }

    private Task<Answer> Reset(string? token) => Server.Post("/password/reset", new { token, password = New });
}
