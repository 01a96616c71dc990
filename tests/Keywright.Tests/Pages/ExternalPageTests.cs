using System.Net;
using Keywright.Tests.External;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;

namespace Keywright.Tests.Pages;

public sealed class ExternalPageOnSqlite() : ExternalPageTests(new SqliteTestDatabase());

public sealed class ExternalPageOnPostgres() : ExternalPageTests(new PostgresTestDatabase());

/// <summary>Signing in at a provider from the page, and coming back.</summary>
public abstract class ExternalPageTests(TestDatabase database) : ExternalTests(database)
{
    private const string ReturnTo = "?mode=cookie&return_to=%2Ftwo-factor%3Freturn_to%3D%252Fx%253Fa%253D1";

    internal override KeywrightServer Make()
    {
        _ = base.Make();
        return new KeywrightServer(Database, Configure) { Map = endpoints => endpoints.MapKeywright().MapKeywrightPages() };
    }

    [Fact]
    public async Task Who_is_signed_in_goes_on()
    {
        var back = await Visit(Ada, ReturnTo);

        PageTests.GoesTo("/x?a=1", await Arrive(back));
    }

    [Fact]
    public async Task Who_has_a_second_factor_is_asked_for_it_and_goes_on()
    {
        var ada = new SignedInUser(Server, "ada@example.com", (await SignIn(Ada)).Json);
        var app = await Authenticator.SetUp(Server, ada);
        var back = await Visit(Ada, ReturnTo);
        var page = await Arrive(back);
        PageTests.IsPage(HttpStatusCode.OK, "Confirm it&#x27;s you", page);

        var visitor = new Visitor(Server);
        PageTests.GoesTo("/x?a=1", await visitor.Submit(page, "/two-factor", ("code", app.Code())));
        IsOk(await Server.Get("/user", null, ("Cookie", visitor.Cookie)));
    }

    [Fact]
    public async Task A_link_with_somebody_elses_exchange_signs_nobody_in()
    {
        var ada = new SignedInUser(Server, "ada@example.com", (await SignIn(Ada)).Json);
        _ = await Authenticator.SetUp(Server, ada);
        var back = await Visit(Ada, ReturnTo);

        var page = await Server.Get("~" + back.Headers["Location"]);

        PageTests.IsPage(HttpStatusCode.Unauthorized, "Sign in", page);
        Assert.DoesNotContain("kw_ch_", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_back_with_nothing_is_shown_the_sign_in_page() =>
        PageTests.GoesTo("/login?return_to=%2Fx", await Server.Get("~/two-factor?return_to=/x"));

    private Task<Answer> Arrive(Answer back) => Server.Get("~" + back.Headers["Location"], null, ("Cookie", back.AllCookies()));
}
