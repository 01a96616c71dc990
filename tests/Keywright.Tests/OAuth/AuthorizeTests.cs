using System.Net;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class AuthorizeOnSqlite() : AuthorizeTests(new SqliteTestDatabase());

public sealed class AuthorizeOnPostgres() : AuthorizeTests(new PostgresTestDatabase());

/// <summary>
/// The authorization endpoint: whom an error is told, and where a browser is never sent (RFC 6749 §4.1.2.1, RFC 9700 §4.1).
/// </summary>
public abstract class AuthorizeTests(TestDatabase database) : OAuthTests(database)
{
    [Theory]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "https://app.example/callback/")]
    [InlineData("redirect_uri", "https://app.example/callback?x=1")]
    [InlineData("redirect_uri", "https://app.example/Callback")]
    [InlineData("redirect_uri", "https://app.example:444/callback")]
    [InlineData("redirect_uri", "https://app.example@evil.example/callback")]
    [InlineData("redirect_uri", "https://app.example.evil.example/callback")]
    [InlineData("redirect_uri", "https://app.example/callback/../evil")]
    [InlineData("redirect_uri", "https://app.example/callback%2f..%2fevil")]
    [InlineData("redirect_uri", "https://app.example\\@evil.example/callback")]
    [InlineData("redirect_uri", "http://app.example/callback")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("redirect_uri", "data:text/html,x")]
    [InlineData("redirect_uri", "//evil.example/callback")]
    public async Task Without_a_known_client_and_its_own_address_the_browser_goes_nowhere(string name, string? value)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var answer = await visitor.Get(client.AuthorizeUrl((name, value)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.False(answer.Headers.ContainsKey("Location"));
        Assert.Contains("This sign-in can&#x27;t go on",
            answer.Body.Replace("&#39;", "&#x27;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_redirect_uris_are_none()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var answer = await visitor.Get(client.AuthorizeUrl() + "&redirect_uri=https%3A%2F%2Fevil.example");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("scope", "openid nothing", "invalid_scope")]
    [InlineData("scope", "openid  email", "invalid_scope")]
    [InlineData("scope", "keywright:users:read", "invalid_scope")]
    [InlineData("resource", "https://other.example", "invalid_target")]
    [InlineData("resource", "https://api.example#x", "invalid_target")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "dance", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("id_token_hint", "x.y.z", "invalid_request")]
    [InlineData("registration", "{}", "registration_not_supported")]
    public async Task What_is_wrong_the_client_is_told(string name, string? value, string error)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var back = client.Returned(await visitor.Get(client.AuthorizeUrl((name, value))));

        Assert.Equal((error, "st&te", "http://127.0.0.1:5080"), (back["error"], back["state"], back["iss"]));
    }

    [Fact]
    public async Task A_parameter_that_comes_twice_is_refused()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        Assert.Equal("invalid_request", client.Returned(await visitor.Get(client.AuthorizeUrl() + "&nonce=2"))["error"]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/cb", "http://127.0.0.1:50123/cb", true)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:50123/cb", true)]
    [InlineData("http://[::1]/cb", "http://[::1]:50123/cb", true)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:50123/cb/", false)]
    [InlineData("http://127.0.0.1/cb", "http://localhost:50123/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1:50123/cb", false)]
    public async Task A_native_application_comes_back_to_any_port_of_its_machine(string registered, string used, bool isAllowed)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await PublicClient(one => one with { ApplicationType = "native", RedirectUris = [registered] });

        var answer = await visitor.Get(client.AuthorizeUrl(("redirect_uri", used)));

        Assert.Equal(isAllowed ? HttpStatusCode.SeeOther : HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task Who_may_be_shown_nothing_is_told_what_would_have_been_shown()
    {
        var (visitor, _) = await SignedInVisitor();
        var (asks, own) = (await Client(one => one with { AsksConsent = true }), await Client());

        Assert.Equal("login_required", asks.Returned(await new Visitor(Server).Get(asks.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Equal("consent_required", asks.Returned(await visitor.Get(asks.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Contains("code", own.Returned(await visitor.Get(own.AuthorizeUrl(("prompt", "none")))));
    }

    [Fact]
    public async Task Prompt_login_and_max_age_ask_for_a_new_sign_in_and_take_no_old_one()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        Server.Wait(TimeSpan.FromMinutes(2));
        foreach (var (name, value) in new[] { ("prompt", "login"), ("max_age", "60") })
        {
            var toLogin = await visitor.Get(client.AuthorizeUrl((name, value)));
            Assert.StartsWith("/login?return_to=", toLogin.Headers["Location"], StringComparison.Ordinal);
            var login = await visitor.Follow(toLogin);

            // Whoever goes back without signing in is sent to sign in again.
            var ticket = Uri.UnescapeDataString(toLogin.Headers["Location"]["/login?return_to=".Length..].Split('&')[0]);
            Assert.StartsWith("/login?return_to=", (await visitor.Get(ticket)).Headers["Location"], StringComparison.Ordinal);

            Server.Wait(TimeSpan.FromSeconds(1));
            var back = await visitor.Follow(await visitor.Submit(
                login, "/login", ("email", user.Email), ("password", KeywrightServer.Password)));
            var tokens = await client.Redeem(client.Returned(back)["code"]);
            var authTime = TestClient.Claims(tokens.Text("id_token"))["auth_time"]!.GetValue<long>();
            Assert.Equal(Database.Clock.GetUtcNow().ToUnixTimeSeconds(), authTime);
            Server.Wait(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task A_ticket_can_be_neither_changed_nor_used_late()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { AsksConsent = true });
        var consent = (await visitor.Get(client.AuthorizeUrl())).Headers["Location"];
        var ticket = consent[(consent.IndexOf('=', StringComparison.Ordinal) + 1)..];

        var other = ticket[..^2] + (ticket[^2] == 'A' ? 'B' : 'A') + ticket[^1];
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get("/oauth/authorize?ticket=" + other)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get("/consent?ticket=" + other)).Status);
        Server.Wait(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get("/oauth/authorize?ticket=" + ticket)).Status);
    }

    [Fact]
    public async Task An_id_token_hint_of_somebody_else_asks_for_that_one()
    {
        var (visitor, _) = await SignedInVisitor();
        var (other, _) = await SignedInVisitor();
        var client = await Client();
        var hint = (await client.Tokens(other))["id_token"]!.ToString();

        Assert.Equal("login_required", client.Returned(
            await visitor.Get(client.AuthorizeUrl(("id_token_hint", hint), ("prompt", "none"))))["error"]);
        Assert.Contains("code", client.Returned(await other.Get(client.AuthorizeUrl(("id_token_hint", hint), ("prompt", "none")))));
    }

    [Fact]
    public async Task A_request_may_be_posted_by_a_form_of_another_site()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var query = client.AuthorizeUrl().Split('?')[1];
        var fields = query.Split('&').Select(pair => pair.Split('=')).Select(
            pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1]))).ToArray();

        var posted = await visitor.Post("/oauth/authorize", fields, ("Origin", "https://app.example"), ("Sec-Fetch-Site", "cross-site"));

        Assert.Contains("code", client.Returned(await visitor.Follow(posted)));
    }

    [Fact]
    public async Task A_bearer_token_opens_no_page()
    {
        var user = await Server.VerifiedUser();
        var client = await Client();

        var answer = await Server.Send("GET", "~" + client.AuthorizeUrl(("prompt", "none")), null, user.AccessToken);

        Assert.Equal("login_required", client.Returned(answer)["error"]);
    }
}
