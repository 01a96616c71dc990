using System.Net;
using Keywright.Sessions;
using Keywright.Tests.Support;

namespace Keywright.Tests.SignIn;

public sealed class CookieOnSqlite() : CookieTests(new SqliteTestDatabase());

public sealed class CookieOnPostgres() : CookieTests(new PostgresTestDatabase());

/// <summary>Cookie mode: how the cookies are set, who may use them, and what the guard allows.</summary>
public abstract class CookieTests(TestDatabase database) : ServerTests(database)
{
    private const string Own = "http://localhost";

    [Theory]
    [InlineData("", "keywright", false)]
    [InlineData("https://localhost", "__Host-keywright", true)]
    public async Task The_session_cookie_is_bound_to_our_host_and_to_https_where_there_is_any(string host, string name, bool isSecure)
    {
        var answer = await Login(host);

        var session = Assert.Single(answer.Cookies, cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal));
        var attributes = session.ToUpperInvariant().Split("; ")[1..].Order(StringComparer.Ordinal);
        Assert.Equal(isSecure ? ["HTTPONLY", "PATH=/", "SAMESITE=LAX", "SECURE"] : ["HTTPONLY", "PATH=/", "SAMESITE=LAX"], attributes);
        var xsrf = Assert.Single(answer.Cookies, cookie => cookie.StartsWith("XSRF-TOKEN=", StringComparison.Ordinal));
        Assert.DoesNotContain("httponly", xsrf, StringComparison.OrdinalIgnoreCase);
        var device = Assert.Single(answer.Cookies, cookie => cookie.StartsWith(name + "-device=", StringComparison.Ordinal));
        Assert.Contains("httponly", device, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, answer.Cookies.Count);
    }

    [Fact]
    public async Task Remember_keeps_the_cookie_for_thirty_days()
    {
        var answer = await Login(remember: true);

        Assert.Contains(answer.Cookies, cookie =>
            cookie.StartsWith("keywright=", StringComparison.Ordinal)
            && cookie.Contains("max-age=2592000", StringComparison.OrdinalIgnoreCase));
        Server.Wait(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        IsOk(await Server.Get("/user", null, ("Cookie", answer.SessionCookie())));
    }

    [Fact]
    public async Task Without_it_an_idle_session_ends_after_two_hours()
    {
        var cookie = (await Login()).SessionCookie();
        Server.Wait(TimeSpan.FromHours(2));

        Is(HttpStatusCode.Unauthorized, "token_expired", await Server.Get("/user", null, ("Cookie", cookie)));
    }

    [Fact]
    public async Task The_device_cookie_makes_the_browser_a_known_device()
    {
        var first = await Login();
        for (var i = 0; i < 5; i++)
        {
            Is(HttpStatusCode.Unauthorized, "invalid_credentials", await Server.SignIn("ada@example.com", "wrong password 1"));
        }

        Is(HttpStatusCode.TooManyRequests, "too_many_attempts", await Server.SignIn("ada@example.com"));
        IsOk(await Server.Post("/login", Body("cookie"), null, ("Cookie", first.AllCookies())));
    }

    [Fact]
    public async Task A_cookie_session_moves_on_by_a_refresh_without_a_body()
    {
        var cookie = (await Login()).SessionCookie();
        Server.Wait(TimeSpan.FromMinutes(119));

        var answer = await Server.Post("/refresh", null, null, ("Cookie", cookie), ("Origin", Own));

        IsOk(answer);
        Assert.Equal(["status", "expires_in", "session_id", "user"], answer.Json.Select(member => member.Key));
        Assert.Equal(7_200, answer.Json["expires_in"]!.GetValue<int>());
        Assert.Equal(cookie, answer.SessionCookie());
        Server.Wait(TimeSpan.FromMinutes(119));
        IsOk(await Server.Get("/user", null, ("Cookie", cookie)));
    }

    [Fact]
    public async Task A_refresh_needs_a_cookie_that_works_and_our_own_page()
    {
        var cookie = (await Login()).SessionCookie();

        Is(HttpStatusCode.Forbidden, "csrf_failed", await Server.Post("/refresh", null, null, ("Cookie", cookie)));
        Is(HttpStatusCode.Forbidden, "csrf_failed",
            await Server.Post("/refresh", null, null, ("Cookie", cookie), ("Origin", "https://evil.example")));
        Server.Wait(TimeSpan.FromHours(2));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token",
            await Server.Post("/refresh", null, null, ("Cookie", cookie), ("Origin", Own)));
    }

    [Theory]
    [InlineData(true, "Origin", "http://localhost")]
    [InlineData(true, "Sec-Fetch-Site", "same-origin")]
    [InlineData(true, "X-XSRF-TOKEN", null)]
    [InlineData(false, "X-XSRF-TOKEN", "guess")]
    [InlineData(false, "X-Nothing", "x")]
    [InlineData(false, "Sec-Fetch-Site", "cross-site")]
    [InlineData(false, "Sec-Fetch-Site", "same-site")]
    [InlineData(false, "Origin", "https://evil.example")]
    [InlineData(false, "Origin", "null")]
    [InlineData(false, "Origin", "http://localhost.evil.example")]
    public async Task A_cookie_changes_things_for_our_own_pages_only(bool isAllowed, string header, string? value)
    {
        var answer = await Login();
        var xsrf = Uri.UnescapeDataString(answer.AllCookies().Split("XSRF-TOKEN=")[1].Split(';')[0]);

        var patched = await Server.Send(
            "PATCH", "/user", new { name = "Ada" }, null, ("Cookie", answer.AllCookies()), (header, value ?? xsrf));

        Is(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, isAllowed ? null : "csrf_failed", patched);
    }

    [Fact]
    public async Task The_xsrf_token_of_another_session_or_beside_a_foreign_origin_is_worth_nothing()
    {
        var (one, other) = (await Login(), await Server.Post("/register", new
        {
            email = "eve@example.com",
            password = KeywrightServer.Password,
            mode = "cookie",
        }));
        var (own, foreign) = (Xsrf(one), Xsrf(other));

        Is(HttpStatusCode.Forbidden, "csrf_failed", await Server.Send("PATCH", "/user", new { name = "Ada" }, null,
            ("Cookie", one.SessionCookie() + "; XSRF-TOKEN=" + foreign), ("X-XSRF-TOKEN", foreign)));
        Is(HttpStatusCode.Forbidden, "csrf_failed", await Server.Send("PATCH", "/user", new { name = "Ada" }, null,
            ("Cookie", one.AllCookies()), ("X-XSRF-TOKEN", own), ("Origin", "https://evil.example")));
    }

    [Fact]
    public async Task A_page_gets_its_xsrf_cookie_again()
    {
        var first = await Login();

        var answer = await Server.Get("/csrf", null, ("Cookie", first.SessionCookie()));

        Is(HttpStatusCode.NoContent, answer);
        Assert.Equal(Xsrf(first), Xsrf(answer));
        Assert.Empty((await Server.Get("/csrf")).Cookies);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_the_cookies_back()
    {
        var cookies = (await Login()).AllCookies();

        var answer = await Server.Post("/logout", null, null, ("Cookie", cookies), ("Origin", Own));

        Is(HttpStatusCode.NoContent, answer);
        Assert.Equal(
            ["XSRF-TOKEN=", "keywright="],
            answer.Cookies.Where(cookie => cookie.Contains("1970", StringComparison.Ordinal))
                .Select(cookie => cookie.Split(';')[0]).Order(StringComparer.Ordinal));
        IsRevoked(await Server.Get("/user", null, ("Cookie", cookies)));
        Assert.Contains("logout", await Server.AuditTypes());
    }

    [Fact]
    public async Task Where_the_guard_is_token_there_are_no_cookies()
    {
        var cookies = (await Login()).AllCookies();
        await using var tokens = await Another(options => options.SessionGuard = SessionGuard.Token);

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await tokens.Post("/login", Body("cookie")));
        IsOk(await tokens.Post("/login", Body(null)));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await tokens.Get("/user", null, ("Cookie", cookies)));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await tokens.Post("/refresh", null, null, ("Cookie", cookies), ("Origin", Own)));
    }

    [Fact]
    public async Task Where_the_guard_is_session_there_are_no_session_tokens_but_personal_ones()
    {
        var ada = await Server.SignedInUser("ada@example.com");
        var personal = await ada.PersonalToken("*");
        await using var cookies = await Another(options => options.SessionGuard = SessionGuard.Session);

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await cookies.Post("/login", Body("token")));
        var answer = await cookies.Post("/login", Body(null));
        IsOk(await cookies.Get("/user", null, ("Cookie", answer.SessionCookie())));
        Assert.DoesNotContain("access_token", answer.Body, StringComparison.Ordinal);
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await cookies.Get("/user", ada.AccessToken));
        Is(HttpStatusCode.Unauthorized, "invalid_refresh_token", await cookies.Post("/refresh", new { refresh_token = ada.RefreshToken }));
        IsOk(await cookies.Get("/user", personal));
    }

    private static string Xsrf(Answer answer) => answer.AllCookies().Split("XSRF-TOKEN=")[1].Split(';')[0];

    private static object Body(string? mode, bool remember = false) =>
        new { email = "ada@example.com", password = KeywrightServer.Password, mode, remember };

    private async Task<Answer> Login(string host = "", bool remember = false)
    {
        _ = await Server.SignedInUser("ada@example.com");
        var answer = await Server.Post(host.Length == 0 ? "/login" : host + "/api/auth/login", Body("cookie", remember));
        IsOk(answer);
        return answer;
    }
}
