using System.Net;
using Keywright.OAuth.Clients;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class ConsentOnSqlite() : ConsentTests(new SqliteTestDatabase());

public sealed class ConsentOnPostgres() : ConsentTests(new PostgresTestDatabase());

/// <summary>What users are asked, and what becomes of their answer.</summary>
public abstract class ConsentTests(TestDatabase database) : OAuthTests(database)
{
    private static OAuthClient Asking(OAuthClient client) => client with { AsksConsent = true, Name = "<b>Evil</b> App" };

    [Fact]
    public async Task Who_allows_is_not_asked_again_for_the_same_or_less()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(Asking);

        Assert.Contains("code", client.Returned(await Decide(visitor, client.AuthorizeUrl(("scope", "openid email posts:read")), "allow")));

        Assert.Contains("code", client.Returned(await visitor.Get(client.AuthorizeUrl(("scope", "openid email")))));
        await IsAsked(visitor, client.AuthorizeUrl(("scope", "openid profile")));
        await IsAsked(visitor, client.AuthorizeUrl(("resource", Api)));
        await IsAsked(visitor, client.AuthorizeUrl(("prompt", "consent")));
        Assert.Contains("oauth_consent_given", await Server.AuditTypes());
    }

    [Fact]
    public async Task Who_refuses_is_asked_again_and_the_client_is_told()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(Asking);

        var back = client.Returned(await Decide(visitor, client.AuthorizeUrl(), "deny"));

        Assert.Equal(("access_denied", "st&te"), (back["error"], back["state"]));
        await IsAsked(visitor, client.AuthorizeUrl());
        Assert.Contains("oauth_consent_refused!", await Server.AuditTypes());
    }

    [Fact]
    public async Task The_page_says_what_is_asked_and_runs_nothing_of_the_client_s()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(Asking);

        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl(("scope", "openid posts:read"), ("resource", Api))));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("<b>Evil", page.Body, StringComparison.Ordinal);
        Assert.Contains("Read your posts", page.Body, StringComparison.Ordinal);
        Assert.Contains(Api, page.Body, StringComparison.Ordinal);
        Assert.Contains(user.Email, page.Body, StringComparison.Ordinal);
        Assert.Equal("DENY", page.Headers["X-Frame-Options"]);
        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https://app.example;", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openid posts:read", "It may do so until you sign out here.")]
    [InlineData("openid posts:read offline_access", "It may do so while you are signed out too, for up to 365 days.")]
    public async Task The_page_says_for_how_long(string scope, string expected)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(Asking);

        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl(("scope", scope))));

        Assert.Contains(expected, page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_can_t_answer_for_the_user()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(Asking);
        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl()));

        var answer = await visitor.Submit(
            page, "/consent", [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")], [("decision", "allow")]);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        await IsAsked(visitor, client.AuthorizeUrl());
    }

    [Fact]
    public async Task Who_has_signed_out_meanwhile_allows_nothing()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(Asking);
        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl()));
        await user.Delete("/sessions?except=current");

        var answer = await visitor.Submit(page, "/consent", ("decision", "allow"));

        Assert.StartsWith("/oauth/authorize?ticket=", answer.Headers["Location"], StringComparison.Ordinal);
        Assert.StartsWith("/login?", (await visitor.Follow(answer)).Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_client_on_the_user_s_machine_asks_each_time()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await PublicClient(one => Asking(one) with { RedirectUris = ["http://127.0.0.1/cb"], ApplicationType = "native" });

        Assert.Contains("code", client.Returned(await Decide(visitor, client.AuthorizeUrl(), "allow")));

        await IsAsked(visitor, client.AuthorizeUrl());
    }

    private static async Task IsAsked(Visitor visitor, string url) =>
        Assert.StartsWith("/consent?ticket=", (await visitor.Get(url)).Headers["Location"], StringComparison.Ordinal);

    private static async Task<Answer> Decide(Visitor visitor, string url, string decision)
    {
        var page = await visitor.Follow(await visitor.Get(url));
        return await visitor.Post("/consent", [.. Visitor.HiddenOf(page.Body), ("decision", decision)], Visitor.SameOrigin);
    }
}
