using System.Net;
using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Account;

public sealed class VerifyEmailOnSqlite() : VerifyEmailTests(new SqliteTestDatabase());

public sealed class VerifyEmailOnPostgres() : VerifyEmailTests(new PostgresTestDatabase());

/// <summary>POST /email/verify: who owns the mailbox, and was it they who registered it?</summary>
public abstract class VerifyEmailTests(TestDatabase database) : ServerTests(database)
{
    private const string Victim = "victim@example.com";
    private const string New = "another fine passage 7";

    [Fact]
    public async Task The_session_that_registered_verifies_with_the_link_alone()
    {
        var ada = await Server.SignedInUser();

        var answer = await ada.Post("/email/verify", new { token = await Server.LinkTo(ada.Email) });

        IsOk(answer);
        Assert.Equal(ada.Id, answer.Json["id"]!.GetValue<Guid>());
        Assert.True(answer.Json["email_verified"]!.GetValue<bool>());
        Assert.True((await ada.Get("/user")).Json["email_verified"]!.GetValue<bool>());
        Assert.Contains("email_verified", await Server.AuditTypes());
    }

    [Fact]
    public async Task The_password_verifies_where_there_is_no_session()
    {
        var ada = await Server.SignedInUser();

        IsOk(await Verify(await Server.LinkTo(ada.Email), KeywrightServer.Password));
        IsOk(await ada.Get("/user"));
    }

    [Fact]
    public async Task Whoever_did_not_register_is_asked_for_proof_and_loses_no_link_by_it()
    {
        var ada = await Server.SignedInUser();
        var link = await Server.LinkTo(ada.Email);
        var eve = await Server.SignedInUser();

        Is(HttpStatusCode.Conflict, "proof_required", await Verify(link));
        Is(HttpStatusCode.Conflict, "proof_required", await Verify(link, "wrong password 1"));
        Is(HttpStatusCode.Conflict, "proof_required", await eve.Post("/email/verify", new { token = link }));
        Is(HttpStatusCode.Conflict, "proof_required",
            await Server.Post("/email/verify", new { token = link }, await ada.PersonalToken("posts:read")));

        Assert.False((await ada.Get("/user")).Json["email_verified"]!.GetValue<bool>());
        IsOk(await Verify(link, KeywrightServer.Password));
    }

    [Fact]
    public async Task The_owner_of_the_mailbox_takes_over_what_another_registered_and_nothing_of_the_other_stays()
    {
        var attacker = await Server.SignedInUser(Victim);
        var token = await attacker.PersonalToken("posts:read");
        var second = (await Server.SignIn(Victim)).Text("access_token");
        Is(HttpStatusCode.Accepted, await ChangeTo(attacker, "attacker@example.com"));
        var pending = await Server.LinkTo("attacker@example.com");
        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = Victim }));
        var reset = await Server.LinkTo(Victim, "kw_pr_");
        Is(HttpStatusCode.Accepted, await Server.Post("/email/verification-notification", new { email = Victim }));

        var answer = await Server.Post("/email/verify", new { token = await Server.LinkTo(Victim), new_password = New });

        IsOk(answer);
        Assert.True(answer.Json["email_verified"]!.GetValue<bool>());
        IsRevoked(await attacker.Get("/user"));
        IsRevoked(await Server.Get("/user", second));
        IsRevoked(await Server.Get("/user", token));
        var refresh = await Server.Post("/refresh", new { refresh_token = attacker.RefreshToken });
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", refresh);
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn(Victim));
        IsDead(await Verify(pending, KeywrightServer.Password));
        IsDead(await Verify(pending, New));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post(
            "/password/reset", new { token = reset, password = "third fine passage 8" }));
        IsOk(await Server.SignIn(Victim, New));
        Assert.Contains("account_taken_over", await Server.AuditTypes());
    }

    [Fact]
    public async Task Once_verified_an_address_is_not_taken_over_by_an_earlier_link()
    {
        var ada = await Server.SignedInUser();
        var link = await Server.LinkTo(ada.Email);
        _ = await Server.Services.GetRequiredService<KeywrightUsers>().VerifyEmailAsync(ada.Id);

        IsDead(await Server.Post("/email/verify", new { token = link, new_password = New }));

        IsOk(await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task A_weak_new_password_is_refused_and_the_link_stays()
    {
        _ = await Server.SignedInUser(Victim);
        var link = await Server.LinkTo(Victim);

        var refused = await Server.Post("/email/verify", new { token = link, new_password = "short" });

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", refused);
        Assert.Equal(["new_password"], refused.Json["errors"]!.AsObject().Select(error => error.Key));
        IsOk(await Server.Post("/email/verify", new { token = link, new_password = New }));
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var ada = await Server.SignedInUser();
        var link = await Server.LinkTo(ada.Email);

        IsOk(await ada.Post("/email/verify", new { token = link }));

        IsDead(await ada.Post("/email/verify", new { token = link }));
    }

    [Fact]
    public async Task Of_twenty_uses_at_once_one_succeeds()
    {
        _ = await Server.SignedInUser(Victim);
        var link = await Server.LinkTo(Victim);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Server.Post("/email/verify", new { token = link, new_password = New + i })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Single(await Server.AuditTypes(), type => type == "account_taken_over");
    }

    [Fact]
    public async Task A_link_dies_on_the_tick_of_its_expiry()
    {
        var ada = await Server.SignedInUser();
        var link = await Server.LinkTo(ada.Email);
        Server.Wait(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.Conflict, "proof_required", await Verify(link));
        Server.Wait(TimeSpan.FromMilliseconds(1));

        IsDead(await Verify(link, KeywrightServer.Password));
    }

    [Fact]
    public async Task A_newer_link_replaces_an_older_one()
    {
        var ada = await Server.SignedInUser();
        var older = await Server.LinkTo(ada.Email);
        Is(HttpStatusCode.Accepted, await ada.Post("/email/verification-notification"));
        var newer = await Server.LinkTo(ada.Email);

        IsDead(await ada.Post("/email/verify", new { token = older }));
        IsOk(await ada.Post("/email/verify", new { token = newer }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("kw_ev_nonsense")]
    public async Task What_is_no_link_is_a_dead_link(string? token) => IsDead(await Verify(token, "x"));

    [Fact]
    public async Task Guesses_with_a_link_in_hand_are_cut_off_and_lock_nobody_else_out()
    {
        var ada = await Server.SignedInUser();
        var link = await Server.LinkTo(ada.Email);
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Conflict, "proof_required", await Verify(link, "wrong password " + i));
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Verify(link, KeywrightServer.Password));
        IsOk(await Server.SignIn(ada.Email));
        IsOk(await ada.Post("/email/verify", new { token = link }));
    }

    [Fact]
    public async Task A_resend_says_nothing_about_whether_there_is_anything_to_verify()
    {
        var (open, done) = (await Server.SignedInUser(), await Server.VerifiedUser());
        var answers = new List<(Answer Answer, int Statements)>();
        foreach (var email in new[] { open.Email, done.Email, "nobody@example.com" })
        {
            var before = Server.Sql.Statements;
            var answer = await Server.Post("/email/verification-notification", new { email });
            answers.Add((answer, Server.Sql.Statements - before));
        }

        Assert.All(answers, answer => Is(HttpStatusCode.Accepted, answer.Answer));
        Assert.Single(answers.Select(answer => (answer.Answer.Body, answer.Statements)).Distinct());
        var before2 = Server.Mail.Sent.Count;
        _ = await Server.Deliver();
        Assert.Equal(before2 + 1, Server.Mail.Sent.Count);
    }

    [Fact]
    public async Task A_resend_without_address_or_session_is_refused() =>
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Post("/email/verification-notification"));

    [Fact]
    public async Task An_application_verifies_on_its_own_word()
    {
        var users = Server.Services.GetRequiredService<KeywrightUsers>();
        var ada = await Server.SignedInUser();

        Assert.True((await users.VerifyEmailAsync(ada.Id))!.EmailVerified);
        Assert.Null(await users.VerifyEmailAsync(Guid.Empty));
        Assert.NotNull(await users.SendVerificationAsync(ada.Id));
    }

    internal static void IsDead(Answer answer)
    {
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        Assert.Equal(["token"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    private static Task<Answer> ChangeTo(SignedInUser user, string email) =>
        user.Send("PUT", "/user/email", new { email, password = KeywrightServer.Password });

    private Task<Answer> Verify(string? token, string? password = null) => Server.Post("/email/verify", new { token, password });
}
