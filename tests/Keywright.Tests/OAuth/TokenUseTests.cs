using System.Net;
using Keywright.OAuth.Clients;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class TokenUseOnSqlite() : TokenUseTests(new SqliteTestDatabase());

public sealed class TokenUseOnPostgres() : TokenUseTests(new PostgresTestDatabase());

/// <summary>Introspection (RFC 7662), revocation (RFC 7009) and userinfo (OpenID Connect Core §5.3).</summary>
public abstract class TokenUseTests(TestDatabase database) : OAuthTests(database)
{
    private const string Inactive = """{"active":false}""";

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task A_live_token_is_described_and_a_dead_one_is_not(string format)
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(one => one with { AccessTokenFormat = format });
        var token = (await client.Tokens(visitor))["access_token"]!.ToString();
        Assert.Equal(format == "opaque", token.StartsWith("kw_oat_", StringComparison.Ordinal));

        var described = (await client.Introspect(token)).Json;
        Assert.Equal(
            (true, user.Id.ToString(), client.Id, "openid email"),
            (described["active"]!.GetValue<bool>(), described["sub"]!.ToString(),
            described["client_id"]!.ToString(), described["scope"]!.ToString()));

        Server.Wait(TimeSpan.FromHours(1));
        Assert.Equal(Inactive, (await client.Introspect(token)).Body);
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task A_revoked_token_is_dead_at_once_and_its_refresh_token_lives(string format)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { AccessTokenFormat = format });
        var tokens = await client.Tokens(visitor);
        var token = tokens["access_token"]!.ToString();
        Assert.NotEqual(Inactive, (await client.Introspect(token)).Body);

        IsOk(await client.Revoke(token));
        IsOk(await client.Revoke(token));

        Assert.Equal(Inactive, (await client.Introspect(token)).Body);
        Is(HttpStatusCode.Unauthorized, await UserInfo(token));
        IsOk(await client.Refresh(tokens["refresh_token"]!.ToString()));
    }

    [Fact]
    public async Task A_revoked_refresh_token_takes_everything_with_it()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var tokens = await client.Tokens(visitor);
        var refresh = tokens["refresh_token"]!.ToString();
        Assert.NotEqual(Inactive, (await client.Introspect(refresh)).Body);

        IsOk(await client.Revoke(refresh));

        Assert.Equal(Inactive, (await client.Introspect(refresh)).Body);
        Assert.Equal(Inactive, (await client.Introspect(tokens["access_token"]!.ToString())).Body);
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(refresh));
    }

    [Fact]
    public async Task Another_client_can_neither_revoke_nor_read_a_token_that_is_not_meant_for_it()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var stranger = await Client(one => one with { Resources = ["https://stranger.example"] });
        var api = await Client(one => one with { Resources = [Api] });
        var tokens = await client.Tokens(visitor, ("resource", Api));
        var (access, refresh) = (tokens["access_token"]!.ToString(), tokens["refresh_token"]!.ToString());

        Assert.Equal(Inactive, (await stranger.Introspect(access)).Body);
        Assert.Equal(Inactive, (await api.Introspect(refresh)).Body);
        Assert.NotEqual(Inactive, (await api.Introspect(access)).Body);
        Is(HttpStatusCode.BadRequest, "invalid_request", await api.Revoke(access));
        Is(HttpStatusCode.BadRequest, "invalid_request", await stranger.Revoke(refresh));
        IsOk(await client.Refresh(refresh));
    }

    [Fact]
    public async Task A_client_that_registered_itself_is_nobodys_api()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var stranger = await Client(one => one with { Registration = ClientRegistration.Dynamic });
        var access = (await client.Tokens(visitor))["access_token"]!.ToString();

        Assert.Equal(Inactive, (await stranger.Introspect(access)).Body);
        Assert.NotEqual(Inactive, (await (await Client()).Introspect(access)).Body);
    }

    // RFC 7662 §5: what a token does not open is not told beside it.
    [Fact]
    public async Task The_name_of_a_user_is_told_only_where_the_profile_was_asked_for()
    {
        var user = await Server.VerifiedUser(username: "ada");
        var visitor = new Visitor(Server);
        _ = await visitor.SignIn(user.Email);
        var client = await Client(one => one with { SubjectType = "pairwise" });
        async Task<string?> NameFor(string scope) => (await client.Introspect(
            (await client.Tokens(visitor, ("scope", scope)))["access_token"]!.ToString())).Json["username"]?.ToString();

        Assert.Null(await NameFor("openid"));
        Assert.Equal("ada", await NameFor("openid profile"));
    }

    [Fact]
    public async Task A_public_client_may_revoke_and_not_introspect()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await PublicClient();
        var refresh = (await client.Tokens(visitor))["refresh_token"]!.ToString();

        Is(HttpStatusCode.Unauthorized, "invalid_client", await client.Introspect(refresh));
        IsOk(await client.Revoke(refresh));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(refresh));
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task A_suspended_user_s_tokens_are_dead_at_once(string format)
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(one => one with { AccessTokenFormat = format });
        var token = (await client.Tokens(visitor, ("scope", "openid offline_access")))["access_token"]!.ToString();
        IsOk(await UserInfo(token));
        var admin = await Server.Administrator();

        IsOk(await admin.Post($"/api/admin/users/{user.Id}/suspend"));

        Assert.Equal(Inactive, (await client.Introspect(token)).Body);
        Is(HttpStatusCode.Unauthorized, await UserInfo(token));
    }

    [Fact]
    public async Task Userinfo_tells_what_the_scopes_open()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        await Server.Change($$"""
            UPDATE kw.users SET app_metadata = {{new Keywright.Database.Json(
            """{"tenant":"acme","email":"boss@evil.example","picture":"https://p.example/1"}""")}}
             WHERE id = {{new Keywright.Security.UserId(user.Id)}}
            """);

        var all = (await UserInfo((await client.Tokens(visitor,
            ("scope", "openid profile email roles tenant")))["access_token"]!.ToString())).Json;
        var little = (await UserInfo((await client.Tokens(visitor, ("scope", "openid")))["access_token"]!.ToString())).Json;

        Assert.Equal(
            (user.Id.ToString(), user.Email, true, "acme", "https://p.example/1"),
            (all["sub"]!.ToString(), all["email"]!.ToString(), all["email_verified"]!.GetValue<bool>(),
            all["tenant"]!.ToString(), all["picture"]!.ToString()));
        Assert.NotNull(all["roles"]);
        Assert.Equal("sub", Assert.Single(little).Key);
    }

    [Fact]
    public async Task Userinfo_takes_access_tokens_for_this_server_only()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var tokens = await client.Tokens(visitor, ("scope", "openid"));
        var forApi = await client.Tokens(visitor, ("resource", Api));
        var noOpenId = await client.Tokens(visitor, ("scope", "email"));

        Is(HttpStatusCode.Unauthorized, await UserInfo(tokens["id_token"]!.ToString()));
        Is(HttpStatusCode.Unauthorized, await UserInfo(tokens["refresh_token"]!.ToString()));
        Is(HttpStatusCode.Unauthorized, await UserInfo(forApi["access_token"]!.ToString()));
        Is(HttpStatusCode.Unauthorized, await UserInfo(user.AccessToken));
        Is(HttpStatusCode.Forbidden, await UserInfo(noOpenId["access_token"]!.ToString()));
        var nothing = await Server.Send("GET", "~/oauth/userinfo");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer realm=\"keywright\""), (nothing.Status, nothing.Headers["WWW-Authenticate"]));
    }

    [Fact]
    public async Task A_token_that_is_changed_by_one_character_is_dead()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor))["access_token"]!.ToString();
        var parts = token.Split('.');
        var claims = TestClient.Claims(token);
        claims["scope"] = "openid email roles";
        var forged = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()));

        Is(HttpStatusCode.Unauthorized, await UserInfo($"{parts[0]}.{forged}.{parts[2]}"));
        Is(HttpStatusCode.Unauthorized, await UserInfo($"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{forged}."));
        Is(HttpStatusCode.Unauthorized, await UserInfo($"{parts[0]}.{parts[1]}."));
        IsOk(await UserInfo(token));
    }

    [Fact]
    public async Task A_live_token_that_was_asked_about_before_costs_no_statement()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        var token = (await client.Tokens(visitor))["access_token"]!.ToString();
        Assert.NotEqual(Inactive, (await client.Introspect(token)).Body);

        var cost = await Server.Sql.During(async () => Assert.NotEqual(Inactive, (await client.Introspect(token)).Body));

        Assert.Equal((0, 0), cost);
    }

    private Task<Answer> UserInfo(string token) => Server.Send("GET", "~/oauth/userinfo", null, token);
}
