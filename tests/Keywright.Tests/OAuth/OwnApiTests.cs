using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class OwnApiOnSqlite() : OwnApiTests(new SqliteTestDatabase());

public sealed class OwnApiOnPostgres() : OwnApiTests(new PostgresTestDatabase());

/// <summary>OAuth access tokens at the server's own API: never more than their scope says and their user may.</summary>
public abstract class OwnApiTests(TestDatabase database) : OAuthTests(database)
{
    private static readonly string[] Administering = ["openid", "keywright:users:read", "keywright:users:*"];

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task A_scope_of_administration_opens_what_it_names_to_who_may(string format)
    {
        var admin = await Server.Administrator();
        var client = await Client(one => one with { Scopes = Administering, AccessTokenFormat = format });
        var visitor = new Pages.Visitor(Server);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SignIn(admin.Email)).Status);
        var token = (await client.Tokens(visitor, ("scope", "openid keywright:users:read")))["access_token"]!.ToString();

        IsOk(await Server.Get("/api/admin/users", token));
        Is(HttpStatusCode.Forbidden, "ability_required", await Server.Get("/api/admin/roles", token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post("/tokens", new { name = "x" }, token));
        IsOk(await client.Revoke(token));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/api/admin/users", token));
    }

    [Fact]
    public async Task A_user_who_may_not_may_not_by_a_client_either()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { Scopes = Administering });
        var token = (await client.Tokens(visitor, ("scope", "openid keywright:users:*")))["access_token"]!.ToString();

        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get("/api/admin/users", token));
    }

    [Fact]
    public async Task Tokens_for_others_without_such_a_scope_or_of_no_user_are_not_taken()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { Scopes = [.. Administering, "email", "posts:read"] });
        var plain = await client.Tokens(visitor, ("scope", "openid email"));
        var forApi = await client.Tokens(visitor, ("scope", "openid keywright:users:read"), ("resource", Api));
        var machine = (await client.Token(("grant_type", "client_credentials"), ("scope", "keywright:users:read"))).Json;

        foreach (var token in new[] { plain["access_token"]!, forApi["access_token"]!, machine["access_token"]!, plain["id_token"]! })
        {
            Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/user", token.ToString()));
        }
    }
}
