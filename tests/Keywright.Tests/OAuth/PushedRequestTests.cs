using System.Net;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class PushedRequestOnSqlite() : PushedRequestTests(new SqliteTestDatabase());

public sealed class PushedRequestOnPostgres() : PushedRequestTests(new PostgresTestDatabase());

/// <summary>RFC 9126: what a client says in advance, for one use.</summary>
public abstract class PushedRequestTests(TestDatabase database) : OAuthTests(database)
{
    [Fact]
    public async Task What_was_pushed_becomes_a_code()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var pushed = await client.Push(("resource", Api));

        Is(HttpStatusCode.Created, pushed);
        Assert.StartsWith("urn:ietf:params:oauth:request_uri:kw_par_", pushed.Text("request_uri"), StringComparison.Ordinal);
        Assert.Equal((60, "no-store"), (pushed.Json["expires_in"]!.GetValue<int>(), pushed.Headers["Cache-Control"]));
        var back = client.Returned(await visitor.Get(client.AuthorizeUrl(pushed)));
        Assert.Equal("st&te", back["state"]);
        var tokens = (await client.Redeem(back["code"])).Json;
        Assert.Equal(Api, TestClient.Claims(tokens["access_token"]!.ToString())["aud"]!.ToString());
        Assert.Equal("n-0S6", TestClient.Claims(tokens["id_token"]!.ToString())["nonce"]!.ToString());
    }

    [Fact]
    public async Task Nothing_counts_but_what_was_pushed()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var back = client.Returned(await visitor.Get(
            client.AuthorizeUrl(await client.Push(("scope", "openid")))
            + "&scope=openid%20roles&state=other&redirect_uri=https://evil.example"));

        Assert.Equal("st&te", back["state"]);
        Assert.Equal("openid", (await client.Redeem(back["code"])).Text("scope"));
    }

    [Fact]
    public async Task Of_twenty_at_once_one_goes_on()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var url = client.AuthorizeUrl(await client.Push());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => visitor.Get(url)));

        Assert.Contains("code", client.Returned(Assert.Single(answers, answer => answer.Status == HttpStatusCode.SeeOther)));
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task It_ends_on_the_tick_of_its_minute()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var (first, second) = (await client.Push(), await client.Push());

        Server.Wait(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(first))));
        Server.Wait(TimeSpan.FromMilliseconds(1));
        Is(HttpStatusCode.BadRequest, await visitor.Get(client.AuthorizeUrl(second)));
    }

    [Fact]
    public async Task Another_client_neither_uses_nor_burns_it()
    {
        var (visitor, _) = await SignedInVisitor();
        var (client, other) = (await Client(), await Client());
        var pushed = await client.Push();

        Is(HttpStatusCode.BadRequest, await visitor.Get(other.AuthorizeUrl(pushed)));

        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(pushed))));
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_on_the_way_however_long_that_takes()
    {
        var user = await Server.VerifiedUser();
        var visitor = new Visitor(Server);
        var client = await Client(one => one with { RequirePushedRequests = true, AsksConsent = true });

        var login = await visitor.Follow(await visitor.Get(client.AuthorizeUrl(await client.Push())));
        Server.Wait(TimeSpan.FromMinutes(10));
        var consent = await visitor.Follow(await visitor.Follow(
            await visitor.Submit(login, "/login", ("email", user.Email), ("password", KeywrightServer.Password))));

        Assert.Contains("code", client.Returned(await visitor.Submit(consent, "/consent", ("decision", "allow"))));
    }

    [Fact]
    public async Task A_client_that_must_push_is_refused_by_every_other_way()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { RequirePushedRequests = true });

        Assert.Equal("invalid_request", client.Returned(await visitor.Get(client.AuthorizeUrl()))["error"]);

        var form = client.AuthorizeUrl().Split('?')[1].Split('&').Select(pair => pair.Split('='))
            .Select(pair => (pair[0], Uri.UnescapeDataString(pair[1]))).ToArray();
        var ticket = await new Visitor(Server).Post("/oauth/authorize", form);
        Assert.Equal("invalid_request", client.Returned(await visitor.Follow(ticket))["error"]);
        var consent = await visitor.Get("/consent?" + ticket.Headers["Location"].Split('?')[1]);
        Assert.Equal("invalid_request", client.Returned(await visitor.Follow(consent))["error"]);

        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(await client.Push()))));
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/callback", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "openid admin", "invalid_scope")]
    [InlineData("resource", "https://other.example", "invalid_target")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:kw_par_x", "invalid_request")]
    [InlineData("request", "e30.e30.", "invalid_request_object")]
    [InlineData("prompt", "none login", "invalid_request")]
    public async Task What_is_wrong_is_told_at_once(string name, string? value, string error)
    {
        var client = await Client();

        Is(HttpStatusCode.BadRequest, error, await client.Push((name, value)));
    }

    [Fact]
    public async Task Nobody_pushes_in_another_s_name()
    {
        var client = await Client();
        var impostor = new TestClient(Server, client.Registered, "kw_cs_wrong");

        Is(HttpStatusCode.Unauthorized, "invalid_client", await impostor.Push());
        Is(HttpStatusCode.BadRequest, "invalid_request", await client.Push(("client_secret", "two ways")));
    }

    [Fact]
    public async Task The_secret_is_not_kept()
    {
        var client = await Client(one => one with { AuthMethod = "client_secret_post" });
        Is(HttpStatusCode.Created, await client.Push());

        var kept = await Server.Rows(tx => tx.List($"SELECT parameters FROM kw.oauth_pushed_requests", row => row.Text("parameters")));

        Assert.DoesNotContain("client_secret", Assert.Single(kept), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:")]
    [InlineData("urn:ietf:params:oauth:request_uri:kw_par_nothing")]
    [InlineData("urn:ietf:params:oauth:request_uri:kw_ac_nothing")]
    public async Task What_was_never_pushed_is_an_error_page(string requestUri)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var answer = await visitor.Get($"/oauth/authorize?client_id={client.Id}&request_uri={Uri.EscapeDataString(requestUri)}");

        Is(HttpStatusCode.BadRequest, answer);
        Assert.False(answer.Headers.ContainsKey("Location"));
    }
}
