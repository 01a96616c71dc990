using System.Net;
using Keywright.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Http;

public sealed class SameOriginTests : IAsyncLifetime
{
    private HttpApp _app = null!;
    private string _token = null!;

    public async Task InitializeAsync()
    {
        _app = await Start();
        _token = _app.Services.GetRequiredService<SameOrigin>().TokenFor(HttpApp.Session);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    // The test server is http://localhost. "-" is a field that is not sent.
    [Theory]
    [InlineData("same-origin", "http://localhost", true)]
    [InlineData("same-origin", "-", true)]
    [InlineData("same-origin", "null", true)] // a page with the referrer policy no-referrer
    [InlineData("same-origin", "https://localhost", true)] // TLS ends at a proxy
    [InlineData("-", "http://localhost", true)]
    [InlineData("-", "HTTP://LOCALHOST", true)]
    [InlineData("none", "http://localhost", true)]
    [InlineData("-", "https://app.example", true)] // configured
    [InlineData("cross-site", "https://app.example", true)]
    [InlineData("-", "https://id.example", true)] // PublicUrl
    [InlineData("same-site", "https://id.example", true)]
    [InlineData("-", "https://localhost", false)]
    [InlineData("-", "http://localhost:81", false)]
    [InlineData("-", "http://localhost.evil.example", false)]
    [InlineData("-", "http://evil.example", false)]
    [InlineData("-", "null", false)]
    [InlineData("none", "null", false)]
    [InlineData("cross-site", "-", false)]
    [InlineData("same-site", "-", false)]
    [InlineData("nonsense", "-", false)]
    [InlineData("cross-site", "null", false)]
    [InlineData("cross-site", "http://localhost", false)]
    [InlineData("same-site", "http://localhost", false)]
    [InlineData("same-origin", "http://evil.example", false)]
    [InlineData("same-origin, cross-site", "-", false)]
    public async Task A_cookie_request_must_come_from_our_own_site(string site, string origin, bool allowed)
    {
        await Check(allowed, [.. Fields(site, origin)]);

        // A foreign origin fails even with the token.
        await Check(allowed, [.. Fields(site, origin), .. Token(_token, _token)]);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("none")]
    public async Task Where_the_browser_says_nothing_the_token_decides(string site)
    {
        var other = _app.Services.GetRequiredService<SameOrigin>().TokenFor(Keywright.Security.SessionId.From(Guid.Empty));

        await Check(true, [.. Fields(site, "-"), .. Token(_token, _token)]);
        await Check(false, [.. Fields(site, "-")]);
        await Check(false, [.. Fields(site, "-"), ("X-XSRF-TOKEN", _token)]);
        await Check(false, [.. Fields(site, "-"), ("Cookie", "XSRF-TOKEN=" + _token)]);
        await Check(false, [.. Fields(site, "-"), .. Token("made-up", "made-up")]);
        await Check(false, [.. Fields(site, "-"), .. Token("", "")]);
        await Check(false, [.. Fields(site, "-"), .. Token(other, other)]); // bound to the session
    }

    [Theory]
    [InlineData("token")]
    [InlineData("pat")]
    public async Task A_token_in_a_header_needs_no_such_proof(string caller)
    {
        var answer = await _app.Send("POST", "/api/auth/echo", "{}", ("X-Caller", caller), ("Origin", "http://evil.example"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_safe_request_needs_no_proof() =>
        Assert.Equal(HttpStatusCode.OK, (await _app.Send("GET", "/api/auth/me", null, ("X-Caller", "cookie"))).StatusCode);

    [Theory]
    [InlineData("http://evil.example", "-", 403)]
    [InlineData("null", "-", 403)]
    [InlineData("-", "cross-site", 403)]
    [InlineData("-", "-", 200)] // curl, mobile apps
    [InlineData("http://localhost", "-", 200)]
    [InlineData("https://app.example", "cross-site", 200)]
    public async Task Another_site_can_not_sign_a_browser_in(string origin, string site, int status)
    {
        var answer = await _app.Send("POST", "/api/auth/login", "{}", [.. Fields(site, origin)]);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_rule_can_be_switched_off()
    {
        await using var app = await Start(new HttpSettings { CsrfProtection = false });

        var answer = await app.Send("POST", "/api/auth/echo", "{}", ("X-Caller", "cookie"), ("Origin", "http://evil.example"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Only_a_trusted_proxy_may_say_that_the_client_spoke_tls()
    {
        (string, string)[] fields = [("X-Caller", "cookie"), ("Origin", "https://localhost"), ("X-Forwarded-Proto", "https")];
        await using var open = await Start(new HttpSettings { TrustedProxies = [] }, peer: "203.0.113.9");
        await using var behind = await Start(peer: "127.0.0.1");

        Assert.Equal(HttpStatusCode.Forbidden, (await open.Send("POST", "/api/auth/echo", "{}", fields)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await behind.Send("POST", "/api/auth/echo", "{}", fields)).StatusCode);
    }

    private static Task<HttpApp> Start(HttpSettings? settings = null, string? peer = null) => HttpApp.Start(
        api =>
        {
            api.Get<WhoAmI>("/me");
            api.Post<Echo, Echo.Request>("/echo");
            api.Post<Echo, Echo.Request>("/login").Anyone().RefuseForeignOrigin();
        },
        settings ?? new HttpSettings { CorsOrigins = ["https://app.example"], PublicOrigin = "https://id.example" },
        peer: peer);

    private static IEnumerable<(string Name, string Value)> Fields(string site, string origin) =>
        new[] { ("Sec-Fetch-Site", site), ("Origin", origin) }.Where(field => field.Item2 != "-");

    private static (string Name, string Value)[] Token(string header, string cookie) =>
        [("X-XSRF-TOKEN", header), ("Cookie", "XSRF-TOKEN=" + cookie)];

    private async Task Check(bool allowed, (string Name, string Value)[] fields)
    {
        var answer = await _app.Send("POST", "/api/auth/echo", "{}", [("X-Caller", "cookie"), .. fields]);

        if (allowed)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        else
        {
            await Problem.Is(answer, ProblemCode.CsrfFailed);
        }
    }
}
