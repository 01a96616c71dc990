using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.Authentication;

/// <summary>How a request may present its credential, and how not.</summary>
public sealed class CredentialTests() : ServerTests(new SqliteTestDatabase())
{
    internal override KeywrightServer Make() => new(Database) { Host = WhoAmI.Map };

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("BEARER   {0}  ")]
    public async Task The_scheme_ignores_case(string header) =>
        IsOk(await With(header, await AccessToken()));

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("Bearer{0}")]
    [InlineData("{0}")]
    [InlineData("Token {0}")]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    public async Task Another_scheme_is_no_credential(string header)
    {
        var answer = await With(header, await AccessToken());

        Is(HttpStatusCode.Unauthorized, "unauthenticated", answer);
    }

    [Theory]
    [InlineData("Bearer {0}x")]
    [InlineData("Bearer {0} {0}")]
    [InlineData("Bearer {0}é")]
    [InlineData("Bearer \U0001F600")]
    [InlineData("Bearer ,{0}")]
    public async Task A_token_with_something_to_it_is_none(string header)
    {
        var token = await AccessToken();
        IsOk(await With("Bearer {0}", token));

        var answer = await With(header, token);

        Is(HttpStatusCode.Unauthorized, "unauthenticated", answer);
        Assert.StartsWith("Bearer realm=", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_headers_neither_counts()
    {
        var token = await AccessToken();
        IsOk(await With("Bearer {0}", token));

        var answer = await Server.Get("/user", null, ("Authorization", "Bearer " + token), ("Authorization", "Bearer " + token));

        Is(HttpStatusCode.Unauthorized, "unauthenticated", answer);
    }

    [Fact]
    public async Task A_refresh_token_or_a_device_token_is_no_credential()
    {
        var user = await Server.SignedInUser();

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", user.RefreshToken));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", user.DeviceToken));
    }

    // A page of a neighbouring subdomain can plant cookies. A bearer token planted there must not become a caller whom the CSRF
    // rule spares.
    [Fact]
    public async Task A_bearer_token_in_the_cookie_is_none_even_when_it_was_verified_before()
    {
        var user = await Server.SignedInUser();
        var personal = await user.PersonalToken("*");
        foreach (var token in new[] { user.AccessToken, personal })
        {
            IsOk(await Server.Get("/user", token));
            Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", null, ("Cookie", "keywright=" + token)));
        }
    }

    [Fact]
    public async Task A_cookie_in_the_header_is_none_even_when_it_was_verified_before()
    {
        var cookie = await Cookie();
        IsOk(await Server.Get("/user", null, ("Cookie", "keywright=" + cookie)));

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", cookie));
    }

    [Fact]
    public async Task Over_https_the_cookie_without_the_host_prefix_is_none()
    {
        var cookie = await Cookie();

        IsOk(await Server.Get("https://localhost/api/auth/user", null, ("Cookie", "__Host-keywright=" + cookie)));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get(
            "https://localhost/api/auth/user", null, ("Cookie", "keywright=" + cookie)));
    }

    [Fact]
    public async Task Header_and_scheme_are_options()
    {
        await using var server = await new KeywrightServer(Database, options =>
        {
            options.TokenHeader = "X-Token";
            options.TokenScheme = "Kw";
        })
        {
            IsSecondNode = true,
        }.Start();
        var token = (await server.SignedInUser("option@example.com")).AccessToken;

        IsOk(await server.Get("/user", null, ("X-Token", "kw " + token)));
        var other = await server.Get("/user", token);
        Is(HttpStatusCode.Unauthorized, "unauthenticated", other);
        Assert.StartsWith("Kw realm=", other.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Keywright.Sessions.SessionGuard.Token, true, false)]
    [InlineData(Keywright.Sessions.SessionGuard.Session, false, true)]
    [InlineData(Keywright.Sessions.SessionGuard.Both, true, true)]
    public async Task The_guard_says_which_credentials_count(Keywright.Sessions.SessionGuard guard, bool tokens, bool cookies)
    {
        var (token, cookie) = (await AccessToken(), await Cookie());
        await using var server = await new KeywrightServer(Database, options => options.SessionGuard = guard)
        {
            IsSecondNode = true,
        }.Start();

        var byToken = await server.Get("/user", token);
        var byCookie = await server.Get("/user", null, ("Cookie", "keywright=" + cookie));

        Assert.Equal(tokens ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, byToken.Status);
        Assert.Equal(cookies ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, byCookie.Status);
    }

    private async Task<string> AccessToken() => (await Server.SignedInUser()).AccessToken;

    private async Task<string> Cookie()
    {
        var user = await Server.SignedInUser();
        var answer = await Server.Post("/login", new { email = user.Email, password = KeywrightServer.Password, mode = "cookie" });
        IsOk(answer);
        var cookie = answer.Cookies.Single(cookie => cookie.StartsWith("keywright=", StringComparison.Ordinal));
        return cookie["keywright=".Length..].Split(';')[0];
    }

    private Task<Answer> With(string header, string token) =>
        Server.Get("/user", null, ("Authorization", header.Replace("{0}", token, StringComparison.Ordinal)));
}
