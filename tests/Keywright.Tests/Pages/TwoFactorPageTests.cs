using System.Net;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.Pages;

public sealed class TwoFactorPageOnSqlite() : TwoFactorPageTests(new SqliteTestDatabase());

public sealed class TwoFactorPageOnPostgres() : TwoFactorPageTests(new PostgresTestDatabase());

/// <summary>The second half of a sign-in on the page, without a script.</summary>
public abstract class TwoFactorPageTests(TestDatabase database) : PageTests(database)
{
    private const string Heading = "Confirm it&#x27;s you";

    [Fact]
    public async Task A_code_completes_the_sign_in()
    {
        var (ada, app) = await AdaWithApp();
        var visitor = Visitor();
        var page = await visitor.SignIn(ada.Email, returnTo: "/x?y=1");
        IsPage(HttpStatusCode.OK, Heading, page);
        Assert.False(visitor.IsSignedIn);

        GoesTo("/x?y=1", await visitor.Submit(page, "/two-factor", ("code", app.Code())));
        IsOk(await Server.Get("/user", null, ("Cookie", visitor.Cookie)));
    }

    [Fact]
    public async Task A_wrong_code_may_be_corrected()
    {
        var (ada, app) = await AdaWithApp();
        var visitor = Visitor();
        var page = await visitor.SignIn(ada.Email, returnTo: "/x");

        var again = await visitor.Submit(page, "/two-factor", ("code", app.WrongCode()));

        IsPage(HttpStatusCode.Unauthorized, Heading, again);
        Tells("This code does not work.", again);
        Assert.Contains("name=\"recovery_code\"", again.Body, StringComparison.Ordinal);
        GoesTo("/x", await visitor.Submit(again, "/two-factor", ("code", app.Code())));
    }

    [Fact]
    public async Task A_recovery_code_works_once()
    {
        var (ada, app) = await AdaWithApp();
        var visitor = Visitor();
        GoesTo("/", await visitor.Submit(await visitor.SignIn(ada.Email), "/two-factor", ("recovery_code", app.RecoveryCodes[0])));

        var other = Visitor();
        var again = await other.Submit(await other.SignIn(ada.Email), "/two-factor", ("recovery_code", app.RecoveryCodes[0]));
        IsPage(HttpStatusCode.Unauthorized, Heading, again);
        Assert.Contains("<details open>", again.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_browser_is_asked_no_more()
    {
        var (ada, app) = await AdaWithApp();
        var visitor = Visitor();
        var page = await visitor.SignIn(ada.Email);
        GoesTo("/", await visitor.Submit(page, "/two-factor", ("code", app.Code()), ("trust_device", "true")));

        GoesTo("/", await visitor.SignIn(ada.Email));
    }

    [Fact]
    public async Task Five_wrong_codes_end_it_and_it_begins_anew()
    {
        var (ada, app) = await AdaWithApp();
        var visitor = Visitor();
        var page = await visitor.SignIn(ada.Email, returnTo: "/x");
        for (var i = 0; i < 5; i++)
        {
            IsPage(HttpStatusCode.Unauthorized, Heading, await visitor.Submit(page, "/two-factor", ("code", app.WrongCode())));
        }

        var ended = await visitor.Submit(page, "/two-factor", ("recovery_code", app.RecoveryCodes[0]));

        IsPage(HttpStatusCode.Unauthorized, "Sign in", ended);
        Tells("This sign-in took too long or too many codes. Sign in again.", ended);
        Assert.Contains(("return_to", "/x"), Pages.Visitor.HiddenOf(ended.Body));
    }

    [Fact]
    public async Task A_form_of_nobodys_shows_the_sign_in_page()
    {
        var answer = await Visitor().Post(
            "/two-factor", [("code", "123456"), ("methods", "<b>x</b> totp")], Pages.Visitor.SameOrigin);

        IsPage(HttpStatusCode.UnprocessableEntity, "Sign in", answer);
        Assert.DoesNotContain("<b>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_answers_no_challenge()
    {
        var (ada, app) = await AdaWithApp();
        var visitor = Visitor();
        var page = await visitor.SignIn(ada.Email);

        var answer = await visitor.Submit(page, "/two-factor", [("Origin", "https://evil.example")], [("code", app.Code())]);

        IsPage(HttpStatusCode.Forbidden, "Request from another site", answer);
        Assert.False(visitor.IsSignedIn);
    }

    private async Task<(SignedInUser Ada, Authenticator App)> AdaWithApp()
    {
        var ada = await Server.SignedInUser();
        return (ada, await Authenticator.SetUp(Server, ada));
    }
}
