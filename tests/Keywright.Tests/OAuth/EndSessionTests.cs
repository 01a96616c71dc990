using System.Net;
using Keywright.OAuth.Clients;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class EndSessionOnSqlite() : EndSessionTests(new SqliteTestDatabase());

public sealed class EndSessionOnPostgres() : EndSessionTests(new PostgresTestDatabase());

/// <summary>OpenID Connect RP-Initiated Logout 1.0.</summary>
public abstract class EndSessionTests(TestDatabase database) : OAuthTests(database)
{
    private const string Bye = "https%3A%2F%2Fapp.example%2Fbye";

    [Fact]
    public async Task With_the_id_token_of_the_session_it_ends_at_once()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var tokens = await client.Tokens(visitor);

        var answer = await visitor.Get($"/oauth/end_session?id_token_hint={tokens["id_token"]}&post_logout_redirect_uri={Bye}&state=a%26b");

        Assert.Equal((HttpStatusCode.SeeOther, "https://app.example/bye?state=a%26b"), (answer.Status, answer.Headers["Location"]));
        Assert.Equal("login_required", client.Returned(await visitor.Get(client.AuthorizeUrl(("prompt", "none"))))["error"]);
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(tokens["refresh_token"]!.ToString()));
    }

    [Fact]
    public async Task Without_it_the_user_is_asked()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();

        var page = await visitor.Get($"/oauth/end_session?client_id={client.Id}&post_logout_redirect_uri={Bye}");
        Assert.Contains("Sign out", page.Body, StringComparison.Ordinal);
        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(("prompt", "none")))));

        var answer = await visitor.Post(
            "/oauth/end_session/confirm", [.. Visitor.HiddenOf(page.Body), ("decision", "sign_out")], Visitor.SameOrigin);
        Assert.Equal("https://app.example/bye", answer.Headers["Location"]);
        Assert.Equal("login_required", client.Returned(await visitor.Get(client.AuthorizeUrl(("prompt", "none"))))["error"]);
    }

    [Fact]
    public async Task The_id_token_of_another_session_does_not_end_this_one()
    {
        var (visitor, _) = await SignedInVisitor();
        var (other, _) = await SignedInVisitor();
        var client = await Client();
        var foreign = (await client.Tokens(other))["id_token"];

        var page = await visitor.Get($"/oauth/end_session?id_token_hint={foreign}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(("prompt", "none")))));
    }

    [Theory]
    [InlineData("https%3A%2F%2Fevil.example")]
    [InlineData("https%3A%2F%2Fapp.example%2Fbye%2F")]
    [InlineData("https%3A%2F%2Fapp.example%2Fcallback")]
    public async Task No_browser_is_sent_to_an_address_that_is_not_registered(string address)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var hint = (await client.Tokens(visitor))["id_token"];

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get(
            $"/oauth/end_session?id_token_hint={hint}&post_logout_redirect_uri={address}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get($"/oauth/end_session?post_logout_redirect_uri={Bye}")).Status);
        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(("prompt", "none")))));
    }

    [Fact]
    public async Task A_link_alone_leads_nobody_to_a_client_that_registered_itself()
    {
        var client = await Client(one => one with { Registration = ClientRegistration.Dynamic });
        var link = $"/oauth/end_session?client_id={client.Id}&post_logout_redirect_uri={Bye}";

        var answer = await new Visitor(Server).Get(link);
        Assert.Equal((HttpStatusCode.OK, false), (answer.Status, answer.Headers.ContainsKey("Location")));

        var own = await Client();
        var back = await new Visitor(Server).Get($"/oauth/end_session?client_id={own.Id}&post_logout_redirect_uri={Bye}");
        Assert.Equal("https://app.example/bye", back.Headers["Location"]);
    }

    [Fact]
    public async Task Another_site_can_t_answer_for_the_user()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var page = await visitor.Get("/oauth/end_session");

        var answer = await visitor.Post(
            "/oauth/end_session/confirm", [.. Visitor.HiddenOf(page.Body), ("decision", "sign_out")],
            ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(("prompt", "none")))));
    }

    [Fact]
    public async Task To_a_site_that_nobody_vouched_for_no_browser_is_sent_unless_its_user_does_it()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { Registration = ClientRegistration.Dynamic });
        var hint = (await client.Tokens(visitor))["id_token"]!.ToString();

        foreach (var who in new[] { $"client_id={client.Id}", $"id_token_hint={hint}" })
        {
            var link = await new Visitor(Server).Get($"/oauth/end_session?{who}&post_logout_redirect_uri={Bye}");
            Assert.Equal(HttpStatusCode.OK, link.Status);
            Assert.False(link.Headers.ContainsKey("Location"));
        }

        var asked = await visitor.Get($"/oauth/end_session?client_id={client.Id}&post_logout_redirect_uri={Bye}");
        var answer = await visitor.Submit(asked, "/oauth/end_session/confirm", ("decision", "sign_out"));
        Assert.Equal("https://app.example/bye", answer.Headers["Location"]);

        var own = await Client();
        var back = await new Visitor(Server).Get($"/oauth/end_session?client_id={own.Id}&post_logout_redirect_uri={Bye}");
        Assert.Equal("https://app.example/bye", back.Headers["Location"]);
    }
}
