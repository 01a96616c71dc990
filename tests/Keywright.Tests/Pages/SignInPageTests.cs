using System.Net;
using Keywright.Sessions;
using Keywright.Tests.Support;

namespace Keywright.Tests.Pages;

public sealed class SignInPageOnSqlite() : SignInPageTests(new SqliteTestDatabase());

public sealed class SignInPageOnPostgres() : SignInPageTests(new PostgresTestDatabase());

/// <summary>Signing in on the page, without a script.</summary>
public abstract class SignInPageTests(TestDatabase database) : PageTests(database)
{
    private const string Wrong = "wrong password 1";

    [Fact]
    public async Task The_form_signs_in_and_goes_on_to_where_it_was_asked_to()
    {
        var ada = await Server.SignedInUser();
        var visitor = Visitor();
        var page = await visitor.Get("/login?return_to=%2Foauth%2Fauthorize%3Fstate%3Da%2520b%26x%3D1&login_hint=" + ada.Email);
        IsPage(HttpStatusCode.OK, "Sign in", page);
        Tells($"value=\"{ada.Email}\"", page, isMarkup: true);

        var answer = await visitor.Submit(page, "/login", ("email", ada.Email), ("password", KeywrightServer.Password));

        GoesTo("/oauth/authorize?state=a%20b&x=1", answer);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        IsOk(await Server.Get("/user", null, ("Cookie", visitor.Cookie)));
        IsPage(HttpStatusCode.OK, "You are signed in", await visitor.Get("/"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nobody_learns_who_exists()
    {
        var ada = await Server.SignedInUser("ada@example.com");

        var known = await Visitor().SignIn(ada.Email, Wrong);
        var unknown = await Visitor().SignIn("bob@example.com", Wrong);

        IsPage(HttpStatusCode.Unauthorized, "Sign in", known);
        Assert.Equal(known.Body.Replace(ada.Email, "bob@example.com", StringComparison.Ordinal), unknown.Body);
        Tells("The identifier or the password is wrong.", known);
        Tells($"value=\"{ada.Email}\" type=\"text\"", known, isMarkup: true);
        Tells("aria-invalid=\"true\" aria-describedby=\"error\"", known, isMarkup: true);
        Assert.DoesNotContain(Wrong, known.Body, StringComparison.Ordinal);
        Assert.Equal("Bearer realm=\"keywright\"", known.Headers["WWW-Authenticate"]);
        Assert.Empty(known.Cookies);
    }

    [Fact]
    public async Task What_is_missing_is_told_by_its_name()
    {
        var answer = await Visitor().Post("/login", [("email", "ada@example.com")], Pages.Visitor.SameOrigin);

        IsPage(HttpStatusCode.UnprocessableEntity, "Sign in", answer);
        Tells("Enter your password.", answer);
    }

    [Fact]
    public async Task A_lane_that_the_form_locks_is_locked_for_the_api_and_evaluates_nothing()
    {
        var ada = await Server.SignedInUser();
        for (var i = 0; i < 5; i++)
        {
            IsPage(HttpStatusCode.Unauthorized, "Sign in", await Visitor().SignIn(ada.Email, Wrong));
        }

        var locked = await Visitor().SignIn(ada.Email);

        IsPage(HttpStatusCode.TooManyRequests, "Sign in", locked);
        Assert.Equal("900", locked.Headers["Retry-After"]);
        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn(ada.Email));
    }

    [Fact]
    public async Task The_browser_of_the_owner_is_known_and_locked_out_by_nobody()
    {
        var ada = await Server.SignedInUser();
        var visitor = Visitor();
        GoesTo("/", await visitor.SignIn(ada.Email));
        for (var i = 0; i < 5; i++)
        {
            _ = await Server.SignIn(ada.Email, Wrong);
        }

        GoesTo("/", await visitor.SignIn(ada.Email));
    }

    [Fact]
    public async Task A_box_keeps_somebody_signed_in()
    {
        var ada = await Server.SignedInUser();
        var visitor = Visitor();

        var answer = await visitor.Submit(await visitor.Get("/login"), "/login",
            ("email", ada.Email), ("password", KeywrightServer.Password), ("remember", "true"));

        Assert.Contains(answer.Cookies, cookie => cookie.StartsWith("keywright=", StringComparison.Ordinal)
            && cookie.Contains("max-age=2592000", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Only_the_right_password_learns_that_an_account_is_closed()
    {
        var ada = await Server.SignedInUser();
        await Server.Change($"UPDATE kw.users SET status = 'suspended' WHERE email = {ada.Email}");

        IsPage(HttpStatusCode.Unauthorized, "Sign in", await Visitor().SignIn(ada.Email, Wrong));
        IsPage(HttpStatusCode.Forbidden, "Sign in", await Visitor().SignIn(ada.Email));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("https://app.example/")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("/%0d%0a/../..//evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("evil.example")]
    [InlineData("@evil.example")]
    [InlineData("/ü")]
    public async Task Nobody_is_sent_elsewhere(string returnTo)
    {
        await using var server = await Another(options => options.Cors.Origins.Add("https://app.example"));
        var ada = await Server.SignedInUser();
        var visitor = new Visitor(server);

        var page = await visitor.Get("/login?return_to=" + Uri.EscapeDataString(returnTo));
        Assert.Contains(("return_to", "/"), Pages.Visitor.HiddenOf(page.Body));
        GoesTo("/", await visitor.SignIn(ada.Email, returnTo: returnTo));
    }

    [Theory]
    [InlineData("cross-site", "https://evil.example")]
    [InlineData("-", "https://evil.example")]
    [InlineData("same-site", "http://other.localhost")]
    [InlineData("cross-site", "https://app.example")] // configured for the API, and no place for our forms
    [InlineData("cross-site", "-")]
    [InlineData("-", "null")]
    public async Task Another_site_signs_nobody_in(string site, string origin)
    {
        await using var server = await Another(options => options.Cors.Origins.Add("https://app.example"));
        var ada = await Server.SignedInUser();
        var headers = new[] { ("Sec-Fetch-Site", site), ("Origin", origin) }.Where(field => field.Item2 != "-").ToArray();

        var answer = await new Visitor(server).Post(
            "/login", [("email", ada.Email), ("password", KeywrightServer.Password)], headers);

        IsPage(HttpStatusCode.Forbidden, "Request from another site", answer);
        Assert.Empty(answer.Cookies);
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Who_is_signed_in_already_is_told_and_may_be_somebody_else()
    {
        var ada = await Server.SignedInUser();
        var bob = await Server.SignedInUser();
        var visitor = Visitor();
        GoesTo("/", await visitor.SignIn(ada.Email));

        var page = await visitor.Get("/login?return_to=/x");
        Tells($"You are signed in as <strong>{ada.Email}</strong>. <a href=\"/x\">Continue</a>", page, isMarkup: true);

        GoesTo("/x", await visitor.Submit(page, "/login", ("email", bob.Email), ("password", KeywrightServer.Password)));
        Assert.Equal(bob.Email, (await Server.Get("/user", null, ("Cookie", visitor.Cookie))).Text("email"));
    }

    [Fact]
    public async Task Where_the_server_gives_out_tokens_only_the_page_says_so()
    {
        await using var server = await Another(options => options.SessionGuard = SessionGuard.Token);
        var ada = await Server.SignedInUser();

        var answer = await new Visitor(server).SignIn(ada.Email);

        IsPage(HttpStatusCode.UnprocessableEntity, "Sign in", answer);
        Tells("This server gives out tokens only.", answer);
        Assert.Empty(answer.Cookies);
    }

    [Fact]
    public async Task The_audit_knows_the_form_as_it_knows_the_api_and_keeps_no_password()
    {
        var ada = await Server.SignedInUser();
        GoesTo("/", await Visitor().SignIn(ada.Email));

        var events = await Server.Rows(tx => tx.List(
            $"SELECT request_path, request_params FROM kw.audit_events WHERE event_type = 'login'",
            row => (Path: row.Text("request_path"), Sent: row.TextOrNull("request_params"))));
        var (path, sent) = Assert.Single(events);
        Assert.Equal("/login", path);
        Assert.DoesNotContain(KeywrightServer.Password, sent, StringComparison.Ordinal);
        Assert.Contains("\"mode\"", sent, StringComparison.Ordinal);
    }

    private static void Tells(string text, Answer answer, bool isMarkup) =>
        Assert.Contains(isMarkup ? text : WebUtility.HtmlEncode(text), answer.Body, StringComparison.Ordinal);

    private Task<KeywrightServer> Another(Action<KeywrightOptions> configure) => new KeywrightServer(Database, configure)
    {
        IsSecondNode = true,
        Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
    }.Start();
}
