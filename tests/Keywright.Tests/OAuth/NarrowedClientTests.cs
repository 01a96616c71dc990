using System.Net;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class NarrowedClientOnSqlite() : NarrowedClientTests(new SqliteTestDatabase());

public sealed class NarrowedClientOnPostgres() : NarrowedClientTests(new PostgresTestDatabase());

/// <summary>A client that may have less from now on gets no more by what it was given before.</summary>
public abstract class NarrowedClientTests(TestDatabase database) : OAuthTests(database)
{
    private const string Own = "https://own.example";
    private const string Clients = "/api/admin/clients/";
    private const string NotActive = """{"active":false}""";

    [Fact]
    public async Task A_refresh_token_of_before_gives_what_is_left()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var before = await client.Tokens(visitor, ("scope", "openid email posts:read"));
        await Change(client, new { scope = "openid email" });

        var less = await client.Refresh(before["refresh_token"]!.ToString());

        Assert.Equal("openid email", less.Text("scope"));
        Assert.Equal("openid email", TestClient.Claims(less.Text("access_token"))["scope"]!.ToString());
        Is(HttpStatusCode.BadRequest, "invalid_scope",
            await client.Refresh(less.Text("refresh_token"), ("scope", "openid posts:read")));
    }

    [Fact]
    public async Task A_code_of_before_gives_what_is_left()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var code = await client.Code(visitor, ("scope", "openid posts:read"));
        await Change(client, new { scope = "openid" });

        Assert.Equal("openid", (await client.Redeem(code)).Text("scope"));
    }

    [Fact]
    public async Task A_resource_that_the_client_has_lost_gets_no_more_tokens()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { Resources = [Own, "https://another.example"] });
        var tokens = await client.Tokens(visitor, ("resource", Own));
        var code = await client.Code(visitor, ("resource", Own));
        await Change(client, new { resources = Administrators.Words("https://another.example") });

        Is(HttpStatusCode.BadRequest, "invalid_target", await client.Refresh(tokens["refresh_token"]!.ToString()));
        Is(HttpStatusCode.BadRequest, "invalid_target", await client.Refresh(tokens["refresh_token"]!.ToString(), ("resource", Own)));
        Is(HttpStatusCode.BadRequest, "invalid_target", await client.Redeem(code));
        Assert.Equal(NotActive, (await client.Introspect(tokens["access_token"]!.ToString())).Body);
    }

    [Fact]
    public async Task Without_offline_access_what_was_offline_ends_with_its_session()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor, ("scope", "openid offline_access")))["refresh_token"]!.ToString();
        await Change(client, new { scope = "openid" });
        token = (await client.Refresh(token)).Text("refresh_token");

        await user.Delete("/sessions?except=current");

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(token));
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task An_access_token_of_before_opens_no_more_than_is_left(string format)
    {
        var admin = await Server.Administrator();
        var visitor = new Visitor(Server);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignIn(admin.Email)).Status);
        var client = await Client(one => one with { Scopes = ["openid", "email", "keywright:users:read"], AccessTokenFormat = format });
        var token = (await client.Tokens(visitor, ("scope", "openid email keywright:users:read")))["access_token"]!.ToString();
        IsOk(await Server.Get("/api/admin/users", token));

        await Change(client, new { scope = "openid" });

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/api/admin/users", token));
        Assert.Equal("openid", (await client.Introspect(token)).Text("scope"));
        Assert.Null((await Server.Send("GET", "~/oauth/userinfo", null, token)).Json["email"]);
    }

    [Fact]
    public async Task Who_takes_the_name_of_a_client_that_was_deleted_gets_none_of_its_tokens()
    {
        var old = await Client();
        var token = (await old.Token(("grant_type", "client_credentials"))).Text("access_token");
        Is(HttpStatusCode.NoContent, await (await Server.Administrator()).Delete(Clients + old.Id));
        Server.Wait(TimeSpan.FromSeconds(1));

        var next = await Client(one => one with { ClientId = old.Id });

        Assert.Equal(NotActive, (await next.Introspect(token)).Body);
        Assert.NotEqual(NotActive, (await next.Introspect(
            (await next.Token(("grant_type", "client_credentials"))).Text("access_token"))).Body);
    }

    private async Task Change(TestClient client, object change) =>
        IsOk(await (await Server.Administrator()).Send("PATCH", Clients + client.Id, change));
}
