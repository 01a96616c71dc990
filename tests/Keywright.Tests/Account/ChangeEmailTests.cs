using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Account;

public sealed class ChangeEmailOnSqlite() : ChangeEmailTests(new SqliteTestDatabase());

public sealed class ChangeEmailOnPostgres() : ChangeEmailTests(new PostgresTestDatabase());

/// <summary>PUT /user/email: nothing changes before the new mailbox says so, and the old one knows.</summary>
public abstract class ChangeEmailTests(TestDatabase database) : ServerTests(database)
{
    private const string New = "new@example.com";

    [Fact]
    public async Task The_address_changes_when_the_new_mailbox_is_proven_and_the_old_one_is_told()
    {
        var ada = await Server.VerifiedUser("ada@example.com");

        Is(HttpStatusCode.Accepted, await Change(ada, New));

        Assert.Equal("ada@example.com", (await ada.Get("/user")).Text("email"));
        IsOk(await ada.Post("/email/verify", new { token = await Server.LinkTo(New) }));
        var user = await ada.Get("/user");
        Assert.Equal((New, true), (user.Text("email"), user.Json["email_verified"]!.GetValue<bool>()));
        IsOk(await Server.SignIn(New));
        Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn("ada@example.com"));
        _ = await Server.Deliver();
        Assert.Equal(
            ["Confirm your email address", "Your email address is about to change", "Your email address was changed"],
            Server.Mail.SubjectsTo("ada@example.com"));
    }

    [Fact]
    public async Task A_wrong_password_changes_and_mails_nothing()
    {
        var ada = await Server.SignedInUser();
        _ = await Server.Deliver();

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Change(ada, New, "wrong password 1"));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await ada.Send("PUT", "/user/email", new { }));

        Assert.Equal(0, await Server.Deliver());
    }

    [Fact]
    public async Task A_token_can_not_ask_for_it()
    {
        var ada = await Server.SignedInUser();

        Is(HttpStatusCode.Forbidden, "session_required", await Server.Send(
            "PUT", "/user/email", new { email = New, password = KeywrightServer.Password }, await ada.PersonalToken("*")));
    }

    [Fact]
    public async Task A_newer_change_replaces_the_one_that_is_pending()
    {
        var ada = await Server.SignedInUser();
        _ = await Change(ada, "first@example.com");
        var first = await Server.LinkTo("first@example.com");
        _ = await Change(ada, "second@example.com");

        VerifyEmailTests.IsDead(await ada.Post("/email/verify", new { token = first }));
        IsOk(await ada.Post("/email/verify", new { token = await Server.LinkTo("second@example.com") }));
        Assert.Equal("second@example.com", (await ada.Get("/user")).Text("email"));
    }

    [Fact]
    public async Task That_an_address_is_taken_is_not_told_and_its_owner_keeps_it()
    {
        var ada = await Server.SignedInUser("ada@example.com");
        var bob = await Server.SignedInUser("bob@example.com");
        _ = await Server.Deliver();
        IsOk(await ada.Get("/user"));
        var (free, taken) = (await Cost(() => Change(ada, New)), await Cost(() => Change(ada, "bob@example.com")));

        Assert.Equal((free.Answer.Status, free.Answer.Body, free.Statements), (taken.Answer.Status, taken.Answer.Body, taken.Statements));
        _ = await Server.Deliver();
        Assert.Equal(["Confirm your email address"], Server.Mail.SubjectsTo("bob@example.com"));
        Assert.Equal("bob@example.com", (await bob.Get("/user")).Text("email"));
    }

    [Fact]
    public async Task An_address_that_another_took_meanwhile_stays_theirs_and_nothing_is_lost()
    {
        var ada = await Server.SignedInUser("ada@example.com");
        _ = await Change(ada, New);
        var link = await Server.LinkTo(New);
        var bob = await Server.SignedInUser(New);

        Is(HttpStatusCode.Conflict, "email_taken", await ada.Post("/email/verify", new { token = link }));

        Assert.Equal("ada@example.com", (await ada.Get("/user")).Text("email"));
        Assert.Equal(New, (await bob.Get("/user")).Text("email"));
        IsOk(await Server.SignIn("ada@example.com"));
    }

    [Fact]
    public async Task Of_many_who_want_one_address_at_once_one_gets_it()
    {
        var people = new List<(SignedInUser User, string Link)>();
        for (var i = 0; i < 8; i++)
        {
            var user = await Server.SignedInUser();
            _ = await Change(user, New);
            people.Add((user, await Server.LinkTo(New)));
        }

        var changes = people.Select(person => person.User.Post("/email/verify", new { token = person.Link }));
        var registrations = Enumerable.Range(0, 8).Select(_ =>
            Server.Post("/register", new { email = New, password = KeywrightServer.Password }));
        var answers = await Task.WhenAll(changes.Concat(registrations));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK or HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(answer => answer.Code == "email_taken"));
    }

    [Fact]
    public async Task A_mailbox_that_was_written_by_mistake_gets_no_account()
    {
        var ada = await Server.VerifiedUser("ada@example.com");
        _ = await Change(ada, "stranger@example.com");
        var link = await Server.LinkTo("stranger@example.com");

        Is(HttpStatusCode.Conflict, "proof_required",
            await Server.Post("/email/verify", new { token = link, new_password = "another fine passage 7" }));

        Assert.Equal("ada@example.com", (await ada.Get("/user")).Text("email"));
        IsOk(await Server.SignIn("ada@example.com"));
    }

    [Fact]
    public async Task What_was_mailed_to_the_old_address_opens_nothing_after_the_change()
    {
        var ada = await Server.SignedInUser("ada@example.com");
        var verification = await Server.LinkTo("ada@example.com");
        _ = await Server.Post("/password/forgot", new { email = "ada@example.com" });
        var reset = await Server.LinkTo("ada@example.com", "kw_pr_");
        _ = await Change(ada, New);

        IsOk(await ada.Post("/email/verify", new { token = await Server.LinkTo(New) }));

        VerifyEmailTests.IsDead(await ada.Post("/email/verify", new { token = verification }));
        VerifyEmailTests.IsDead(await Server.Post("/password/reset", new { token = reset, password = "another fine passage 7" }));
    }

    [Fact]
    public async Task A_changed_password_stops_a_change_that_somebody_else_asked_for()
    {
        var ada = await Server.VerifiedUser("ada@example.com");
        _ = await Change(ada, New);
        var link = await Server.LinkTo(New);

        Is(HttpStatusCode.NoContent, await ada.Send(
            "PUT", "/user/password", new { current_password = KeywrightServer.Password, password = "another fine passage 7" }));

        VerifyEmailTests.IsDead(await ada.Post("/email/verify", new { token = link }));
    }

    private static Task<Answer> Change(SignedInUser user, string email, string password = KeywrightServer.Password) =>
        user.Send("PUT", "/user/email", new { email, password });

    private async Task<(Answer Answer, int Statements)> Cost(Func<Task<Answer>> call)
    {
        var before = Server.Sql.Statements;
        var answer = await call();
        return (answer, Server.Sql.Statements - before);
    }
}
