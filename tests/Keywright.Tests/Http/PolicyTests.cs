using System.Net;
using Keywright.Http;

namespace Keywright.Tests.Http;

public sealed class PolicyTests : IAsyncLifetime
{
    private HttpApp _app = null!;

    public async Task InitializeAsync() => _app = await HttpApp.Start(api =>
    {
        api.Get<WhoAmI>("/default");
        api.Get<WhoAmI>("/anyone").Anyone();
        api.Get<WhoAmI>("/optional").OptionalCaller();
        api.Get<WhoAmI>("/first-party").FirstPartyOnly();
        api.Get<WhoAmI>("/confirmed").PasswordConfirmed();
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("default", "token", 200, null)]
    [InlineData("default", "cookie", 200, null)]
    [InlineData("default", "pat", 200, null)]
    [InlineData("default", "", 401, "unauthenticated")]
    [InlineData("default", "expired", 401, "token_expired")]
    [InlineData("anyone", "", 200, null)]
    [InlineData("anyone", "expired", 200, null)]
    [InlineData("anyone", "broken", 200, null)]
    [InlineData("optional", "", 200, null)]
    [InlineData("optional", "token", 200, null)]
    [InlineData("optional", "expired", 200, null)]
    [InlineData("first-party", "token", 200, null)]
    [InlineData("first-party", "cookie", 200, null)]
    [InlineData("first-party", "pat", 403, "session_required")]
    [InlineData("first-party", "", 401, "unauthenticated")]
    [InlineData("confirmed", "confirmed", 200, null)]
    [InlineData("confirmed", "token", 403, "password_confirmation_required")]
    [InlineData("confirmed", "pat", 403, "session_required")]
    [InlineData("confirmed", "", 401, "unauthenticated")]
    public async Task Each_policy_lets_in_whom_it_says(string route, string caller, int status, string? code)
    {
        var answer = await _app.Send("GET", "/api/auth/" + route, null, ("X-Caller", caller));

        Assert.Equal(status, (int)answer.StatusCode);
        if (code is not null)
        {
            await Problem.Is(answer, ProblemCode.All.Single(known => known.Code == code));
        }
    }

    // RFC 6750 §3 and §3.1
    [Fact]
    public async Task A_401_says_what_is_wrong_with_the_token_only_when_there_was_one()
    {
        var none = await _app.Send("GET", "/api/auth/default");
        var expired = await _app.Send("GET", "/api/auth/default", null, ("X-Caller", "expired"));

        Assert.Equal("Bearer realm=\"keywright\"", none.Headers.WwwAuthenticate.ToString());
        Assert.Equal(
            "Bearer realm=\"keywright\", error=\"invalid_token\", error_description=\"The token 'has' expired.\"",
            expired.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task The_scheme_word_is_an_option()
    {
        var settings = new HttpSettings { TokenScheme = "Token", RoutePrefix = "/x" };
        await using var app = await HttpApp.Start(api => api.Get<WhoAmI>("/me"), settings);

        var answer = await app.Send("GET", "/x/me");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Token realm=\"keywright\"", answer.Headers.WwwAuthenticate.ToString());
    }
}
