using System.Net;
using System.Text.RegularExpressions;
using Keywright.External;
using Keywright.Http;
using Keywright.Pages;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Pages;

/// <summary>What every page promises, whatever is written on it.</summary>
public sealed partial class SafePageTests() : PageTests(new SqliteTestDatabase())
{
    private const string Hostile = "\"><script>alert(1)</script><b onclick='x'>{{x}}";

    internal override KeywrightServer Make() => new(Database, options =>
    {
        options.PublicUrl = new Uri("http://localhost");
        options.External["our-sso"] = new() { Authority = new Uri("https://sso.example"), ClientId = "x" };
        options.External["github"] = new() { ClientId = "x", ClientSecret = "y" };
    })
    {
        Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
        Host = app => ShowAll(app),
    };

    [Fact]
    public async Task A_page_may_load_run_frame_and_submit_nothing_but_ours()
    {
        var pages = Everything().Select((_, i) => "/every/" + i).Concat(["/login", "/logout", "/two-factor?error=x"]);
        foreach (var path in pages)
        {
            var answer = await Server.Get("~" + path);

            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'", answer.Headers["Content-Security-Policy"]);
            Assert.Equal("DENY", answer.Headers["X-Frame-Options"]);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Equal("same-origin", answer.Headers["Referrer-Policy"]);
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
            Assert.Equal("text/html; charset=utf-8", answer.Headers["Content-Type"]);
        }
    }

    [Fact]
    public async Task Nothing_that_somebody_wrote_becomes_markup_and_nothing_is_inline()
    {
        for (var i = 0; i < Everything().Length; i++)
        {
            var html = (await Server.Get("~/every/" + i)).Body;

            Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("javascript:", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch(InlineAttribute(), Quoted().Replace(html, "\"\""));
            Assert.All(Scripts().Matches(html), script =>
                Assert.Matches("^<script src=\"/_keywright/[^\"]+\" defer></script>", script.Value));
        }

        var login = await Server.Get("~/login?login_hint=" + Uri.EscapeDataString(Hostile));
        Assert.DoesNotContain("<script>", login.Body, StringComparison.Ordinal);
        Assert.Contains(
            WebUtility.HtmlEncode(Hostile).Replace("&#39;", "&#x27;", StringComparison.Ordinal), login.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_ends_at_a_client_may_go_there_and_nowhere_else()
    {
        var answer = await Server.Get("~/onward/0");
        Assert.Contains(
            "; form-action 'self' https://app.example:8443; ", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);

        foreach (var i in new[] { 1, 2, 3 })
        {
            Assert.Contains("; form-action 'self'; ",
                (await Server.Get("~/onward/" + i)).Headers["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_page_loads_is_kept_for_ever_under_the_hash_of_its_content()
    {
        var page = (await Server.Get("~/login")).Body;
        var loaded = Loaded().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Equal([".css", ".js", ".svg"], loaded.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        foreach (var path in loaded)
        {
            var answer = await Server.Get("~" + path);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers["Cache-Control"]);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            var head = await Server.Send("HEAD", "~" + path);
            Assert.Equal((answer.Headers["Content-Length"], ""), (head.Headers["Content-Length"], head.Body));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Server.Get("~/_keywright/keywright.AAAAAAAAAAAAAAAA.css")).Status);
    }

    [Fact]
    public async Task Every_provider_has_a_button_that_comes_back_through_our_own_page()
    {
        var page = (await Server.Get("~/login?return_to=%2Fx%3Fa%3D1")).Body;

        Assert.Contains("Continue with GitHub", page, StringComparison.Ordinal);
        Assert.Contains("Continue with Our Sso", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/api/auth/external/github?mode=cookie&amp;return_to=%2Ftwo-factor%3Freturn_to%3D%252Fx%253Fa%253D1\"",
            page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_of_an_address_is_not_repeated()
    {
        var page = await Server.Get("~/two-factor?error=" + Uri.EscapeDataString("Call 555-1234 " + Hostile));

        IsPage(HttpStatusCode.OK, "Sign in", page);
        Assert.DoesNotContain("555-1234", page.Body, StringComparison.Ordinal);
        Assert.Contains("The sign-in did not work.", page.Body, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_prefix_every_path_has_it_and_the_hosts_own_page_is_shown_instead_of_ours()
    {
        await using var server = await new KeywrightServer(Database, options => options.Pages.Prefix = "/auth/")
        {
            IsSecondNode = true,
            Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
            Host = app => app.MapGet("/auth/logout", () => "the host's own"),
        }.Start();

        var page = (await server.Get("~/auth/login")).Body;
        Assert.Contains("action=\"/auth/login\"", page, StringComparison.Ordinal);
        Assert.All(Loaded().Matches(page), match =>
            Assert.StartsWith("/auth/_keywright/", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.Contains(("return_to", "/auth"), Pages.Visitor.HiddenOf(page));
        Assert.Equal("/auth/login", (await server.Get("~/auth")).Headers["Location"]);
        Assert.Equal("the host's own", (await server.Get("~/auth/logout")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Get("~/login")).Status);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_on_a_page()
    {
        Server.Sql.IsAway = true;

        var page = await new Visitor(Server).SignIn("ada@example.com");

        IsPage(HttpStatusCode.ServiceUnavailable, "Unavailable", page);
        Assert.Equal("2", page.Headers["Retry-After"]);
        Assert.Contains("Trace id", page.Body, StringComparison.Ordinal);
    }

    /// <summary>Every kind of page, with hostile words wherever somebody else's words may stand.</summary>
    private static Keywright.Pages.Page[] Everything()
    {
        var client = new ConsentClient(Hostile, "javascript:alert(1)");
        ConsentScope[] scopes = [new(Hostile, Hostile)];
        var here = Keywright.Pages.Link.Local("/x");
        return
        [
            new LoginPage("/x") { Identifier = Hostile, Error = Hostile, Who = Hostile, HasPasskeys = true, Providers = [Provider()] },
            new TwoFactorPage(Hostile, ["totp", "recovery_code", "passkey"], "/x") { Error = Hostile },
            new TwoFactorPage(Hostile, ["email", Hostile], "/x"),
            new ConsentPage(client, scopes, Hostile, here)
            {
                Resources = [Hostile],
                Hidden = [(Hostile, Hostile)],
                OtherAccount = here,
                AnswersTo = Hostile,
            },
            new DevicePage(here) { UserCode = Hostile, Error = Hostile },
            new ConfirmDevicePage(client, scopes, Hostile, Hostile, Hostile, here),
            new DeviceDonePage(true),
            new DeviceDonePage(false),
            new SignOutPage(Hostile, here) { Hidden = [(Hostile, Hostile)], Client = Hostile },
            new SignedOutPage(),
            new HomePage(Hostile),
            new ErrorPage(Hostile, Hostile, Hostile),
        ];
    }

    private static ExternalProvider Provider() =>
        new(Hostile.Replace("/", "", StringComparison.Ordinal), ExternalPreset.Oidc, "https://x", "x")
        {
            Scopes = [],
        };

    private static void ShowAll(WebApplication app)
    {
        string?[] origins =
            ["https://app.example:8443", "https://a.example; script-src *", "https://a.example https://b.example", "nonsense"];
        Show(app, "/every/{i:int}", (call, i) => new PageResult(call, Everything()[i]));
        Show(app, "/onward/{i:int}", (call, i) => new PageResult(call, new SignedOutPage()) { FormActionOrigin = origins[i] });
    }

    private static void Show(WebApplication app, string pattern, Func<Call, int, PageResult> page)
    {
        var edge = app.Services.GetRequiredService<HttpEdge>();
        _ = app.MapGet(pattern, http => edge.Guard(http, () => Task.FromResult<IResult>(page(
            new Call(http, null, null), int.Parse((string)http.GetRouteValue("i")!, System.Globalization.CultureInfo.InvariantCulture)))));
    }

    [GeneratedRegex("<[^>]*\\s(?:on\\w+|style)\\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineAttribute();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("<script[^<]*</script>")]
    private static partial Regex Scripts();

    [GeneratedRegex("(?:src|href)=\"([^\"]*/_keywright/[^\"]*)\"")]
    private static partial Regex Loaded();
}
