using System.Net;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class AuthorizationCodeOnSqlite() : AuthorizationCodeTests(new SqliteTestDatabase());

public sealed class AuthorizationCodeOnPostgres() : AuthorizationCodeTests(new PostgresTestDatabase());

/// <summary>RFC 6749 §4.1 with RFC 7636, and what RFC 9700 says of it.</summary>
public abstract class AuthorizationCodeTests(TestDatabase database) : OAuthTests(database)
{
    [Fact]
    public async Task A_code_becomes_tokens()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();

        var back = client.Returned(await visitor.Get(client.AuthorizeUrl()));
        Assert.Equal(("st&te", "http://127.0.0.1:5080"), (back["state"], back["iss"]));

        var answer = await client.Redeem(back["code"]);
        IsOk(answer);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal(("Bearer", 3600, "openid email"), (
            answer.Text("token_type"), answer.Json["expires_in"]!.GetValue<int>(), answer.Text("scope")));

        var access = answer.Text("access_token");
        Assert.Equal(("at+jwt", "ES256"), (TestClient.Header(access)["typ"]!.ToString(), TestClient.Header(access)["alg"]!.ToString()));
        var claims = TestClient.Claims(access);
        Assert.Equal(
            ("http://127.0.0.1:5080", user.Id.ToString(), "http://127.0.0.1:5080", client.Id, "openid email"),
            (claims["iss"]!.ToString(), claims["sub"]!.ToString(), claims["aud"]!.ToString(),
                claims["client_id"]!.ToString(), claims["scope"]!.ToString()));

        var id = TestClient.Claims(answer.Text("id_token"));
        Assert.Equal(
            ("n-0S6", client.Id, user.Id.ToString(), "pwd"),
            (id["nonce"]!.ToString(), id["aud"]!.ToString(), id["sub"]!.ToString(), id["amr"]![0]!.ToString()));
        Assert.NotNull(id["auth_time"]);
        Assert.NotNull(id["at_hash"]);
        Assert.Null(id["email"]);
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_on_the_way()
    {
        var user = await Server.VerifiedUser();
        var visitor = new Visitor(Server);
        var client = await Client();

        var login = await visitor.Follow(await visitor.Get(client.AuthorizeUrl(("login_hint", user.Email))));
        Assert.Contains("value=\"" + user.Email, login.Body, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https://app.example;", login.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        var signedIn = await visitor.Submit(login, "/login", ("email", user.Email), ("password", KeywrightServer.Password));

        Assert.Contains("code", client.Returned(await visitor.Follow(signedIn)));
    }

    [Fact]
    public async Task A_code_works_once_and_its_copy_ends_what_it_was_redeemed_for()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var code = await client.Code(visitor);

        var tokens = (await client.Redeem(code)).Json;
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(code));

        Assert.Equal("""{"active":false}""", (await client.Introspect(tokens["access_token"]!.ToString())).Body);
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(tokens["refresh_token"]!.ToString()));
        Assert.Contains("oauth_code_reused!", await Server.AuditTypes());
    }

    [Fact]
    public async Task Of_twenty_at_once_one_code_gives_one_answer()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var code = await client.Code(visitor);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Redeem(code)));

        var tokens = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK).Json;
        Assert.Equal(19, answers.Count(answer => answer.Code == "invalid_grant"));
        Assert.Equal("""{"active":false}""", (await client.Introspect(tokens["access_token"]!.ToString())).Body);
    }

    [Theory]
    [InlineData("code_verifier", null)]
    [InlineData("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong")]
    [InlineData("code_verifier", "short")]
    [InlineData("redirect_uri", "https://app.example/callback/")]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    public async Task A_code_that_is_redeemed_in_another_way_is_refused_and_burned(string name, string? value)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var code = await client.Code(visitor);

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(code, (name, value)));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(code));
    }

    [Fact]
    public async Task A_code_of_another_client_is_refused()
    {
        var (visitor, _) = await SignedInVisitor();
        var (one, other) = (await Client(), await Client());

        Is(HttpStatusCode.BadRequest, "invalid_grant", await other.Redeem(await one.Code(visitor), ("code_verifier", one.Verifier)));
    }

    [Fact]
    public async Task A_code_dies_on_the_tick_of_its_expiry()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var (first, second) = (await client.Code(visitor), await client.Code(visitor));

        Server.Wait(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        IsOk(await client.Redeem(first));
        Server.Wait(TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(second));
    }

    [Fact]
    public async Task A_code_dies_with_the_session_that_it_was_given_in()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var code = await client.Code(visitor);

        await user.Delete("/sessions?except=current");

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(code));
    }

    [Fact]
    public async Task A_challenge_that_was_taken_out_on_the_way_is_noticed()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        Assert.Equal("invalid_request", client.Returned(await visitor.Get(client.AuthorizeUrl(("code_challenge", null))))["error"]);
        Assert.Equal("invalid_request", client.Returned(await visitor.Get(client.AuthorizeUrl(("code_challenge_method", null))))["error"]);
        Assert.Equal("invalid_request",
            client.Returned(await visitor.Get(client.AuthorizeUrl(("code_challenge_method", "plain"))))["error"]);
    }

    [Fact]
    public async Task Without_pkce_the_redirect_uri_binds_a_code()
    {
        await using var lenient = await Another(options =>
        {
            Configure(options);
            options.OAuth.RequirePkce = false;
        });
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { RequirePkce = false });
        var at = new TestClient(lenient, client.Registered, client.Secret);
        async Task<string> Code() => client.Returned(await lenient.Send(
            "GET", "~" + client.AuthorizeUrl(("code_challenge", null), ("code_challenge_method", null)), null, null,
            ("Cookie", visitor.Cookie)))["code"];

        Is(HttpStatusCode.BadRequest, "invalid_grant", await at.Redeem(await Code(), ("redirect_uri", null), ("code_verifier", null)));
        IsOk(await at.Redeem(await Code(), ("code_verifier", null)));
        IsOk(await client.Redeem(await client.Code(visitor), ("redirect_uri", null)));
    }
}
