using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.External;

public sealed class ExternalAccountsOnSqlite() : ExternalAccountsTests(new SqliteTestDatabase());

public sealed class ExternalAccountsOnPostgres() : ExternalAccountsTests(new PostgresTestDatabase());

public abstract class ExternalAccountsTests(TestDatabase database) : ExternalTests(database)
{
    [Fact]
    public async Task A_linked_account_signs_in_until_it_is_unlinked()
    {
        var ada = await Server.SignedInUser();
        Assert.Equal("fake", Member(await Link(ada, Ada), "linked"));
        Assert.NotNull(await Server.MailTo(ada.Email, "An account at another site"));
        Assert.Equal(ada.Id.ToString(), (await SignIn(Ada)).Json["user"]!["id"]!.ToString());

        Is(HttpStatusCode.NoContent, await ada.Delete("/external-accounts/" + await Only(ada)));

        Assert.NotEqual(ada.Id.ToString(), (await SignIn(Ada)).Json["user"]!["id"]!.ToString());
        Assert.Contains("external_account_linked", await Server.AuditTypes());
        Assert.Contains("external_account_unlinked", await Server.AuditTypes());
    }

    [Fact]
    public async Task An_account_that_somebody_else_has_is_not_linked()
    {
        _ = await SignIn(Ada);
        var bob = await Server.SignedInUser();

        IsError("linked_elsewhere", await Link(bob, Ada));
        Assert.Empty((await bob.Get("/external-accounts")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Of_two_who_link_one_account_at_once_one_gets_it()
    {
        SignedInUser[] users = [await Server.SignedInUser(), await Server.SignedInUser()];

        var answers = await Task.WhenAll(users.Select(user => Link(user, Ada)));

        Assert.Single(answers, answer => Member(answer, "linked") == "fake");
        Assert.Single(answers, answer => Member(answer, "error") == "linked_elsewhere");
    }

    [Fact]
    public async Task Another_browser_does_not_finish_a_link()
    {
        var attacker = await Server.SignedInUser();
        var begun = await attacker.Post("/external-accounts/fake");
        var callback = Provider.Approve(begun.Text("redirect_url"), Ada);

        Is(HttpStatusCode.BadRequest, "external_sign_in_failed", await Server.Get(callback));
        Assert.Empty((await attacker.Get("/external-accounts")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_session_that_was_ended_links_nothing_any_more()
    {
        var ada = await Server.SignedInUser();
        var begun = await ada.Post("/external-accounts/fake");
        Is(HttpStatusCode.NoContent, await ada.Post("/logout"));

        IsError("session_ended", await Server.Get(
            Provider.Approve(begun.Text("redirect_url"), Ada), null, ("Cookie", begun.AllCookies())));
    }

    [Fact]
    public async Task To_link_the_password_must_have_been_confirmed()
    {
        var ada = await Server.SignedInUser();
        var token = await ada.PersonalToken("*");
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post("/external-accounts/fake", null, token));
        await Server.Change($"UPDATE kw.sessions SET password_confirmed_at = NULL");

        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await ada.Post("/external-accounts/fake"));
        Is(HttpStatusCode.Forbidden, "password_confirmation_required", await ada.Delete("/external-accounts/" + Guid.Empty));
    }

    [Fact]
    public async Task The_last_way_to_sign_in_is_not_unlinked()
    {
        var ada = new SignedInUser(Server, "ada@example.com", (await SignIn(Ada)).Json);

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await ada.Delete("/external-accounts/" + await Only(ada)));
    }

    [Fact]
    public async Task Of_two_ways_to_sign_in_that_go_at_once_one_stays()
    {
        var ada = new SignedInUser(Server, "ada@example.com", (await SignIn(Ada)).Json);
        Assert.Equal("fake", Member(await Link(ada, new ProviderUser("ada-2", "two@example.com")), "linked"));
        var ids = (await ada.Get("/external-accounts")).Json["data"]!.AsArray().Select(one => one!["id"]!.ToString());

        var answers = await Task.WhenAll(ids.Select(id => ada.Delete("/external-accounts/" + id)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Somebody_elses_account_is_not_found()
    {
        var ada = new SignedInUser(Server, "ada@example.com", (await SignIn(Ada)).Json);
        var bob = await Server.SignedInUser();

        Is(HttpStatusCode.NotFound, "not_found", await bob.Delete("/external-accounts/" + await Only(ada)));
    }

    [Fact]
    public async Task An_erased_user_leaves_no_account_behind()
    {
        var ada = await Server.SignedInUser();
        _ = await Link(ada, Ada);
        Is(HttpStatusCode.NoContent, await ada.Delete("/user", new { password = KeywrightServer.Password }));

        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT id FROM kw.external_accounts", row => row.Uuid("id"))));
    }

    private static async Task<string> Only(SignedInUser user) =>
        (await user.Get("/external-accounts")).Json["data"]!.AsArray().Single()!["id"]!.ToString();
}
