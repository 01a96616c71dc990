using System.Net;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class BoundTokenOnSqlite() : BoundTokenTests(new SqliteTestDatabase());

public sealed class BoundTokenOnPostgres() : BoundTokenTests(new PostgresTestDatabase());

/// <summary>RFC 9449 at the endpoints: a token that is bound to a key is worth nothing without it.</summary>
public abstract class BoundTokenTests(TestDatabase database) : OAuthTests(database)
{
    private const string Issuer = "http://127.0.0.1:5080";
    private const string TokenUrl = Issuer + "/oauth/token";
    private const string UserInfoUrl = Issuer + "/oauth/userinfo";

    private readonly TestKey _key = new();

    [Fact]
    public async Task A_stolen_token_is_worth_nothing_without_its_key()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await PublicClient();
        var tokens = await Redeem(client, await client.Code(visitor, ("dpop_jkt", _key.Thumbprint)), _key);
        IsOk(tokens);
        Assert.Equal("DPoP", tokens.Text("token_type"));
        var token = tokens.Text("access_token");
        Assert.Equal(_key.Thumbprint, TestClient.Claims(token)["cnf"]!["jkt"]!.ToString());

        var mine = await UserInfo("DPoP " + token, Proof(_key, "GET", UserInfoUrl, token));
        Assert.Equal(user.Id.ToString(), mine.Text("sub"));
        using var thief = new TestKey();
        var used = Proof(_key, "GET", UserInfoUrl, token);
        IsOk(await UserInfo("DPoP " + token, used));
        foreach (var (scheme, proof) in new[]
        {
            ("Bearer ", null),
            ("DPoP ", null),
            ("Bearer ", Proof(_key, "GET", UserInfoUrl, token)),
            ("DPoP ", Proof(thief, "GET", UserInfoUrl, token)),
            ("DPoP ", Proof(_key, "POST", UserInfoUrl, token)),
            ("DPoP ", Proof(_key, "GET", TokenUrl, token)),
            ("DPoP ", Proof(_key, "GET", UserInfoUrl, "another token")),
            ("DPoP ", used),
        })
        {
            Is(HttpStatusCode.Unauthorized, await UserInfo(scheme + token, proof));
        }
    }

    [Fact]
    public async Task A_code_that_is_bound_is_redeemed_with_its_key_only()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await PublicClient();
        using var thief = new TestKey();

        Is(HttpStatusCode.BadRequest, "invalid_grant",
            await Redeem(client, await client.Code(visitor, ("dpop_jkt", _key.Thumbprint)), thief));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(await client.Code(visitor, ("dpop_jkt", _key.Thumbprint))));
    }

    [Fact]
    public async Task The_refresh_token_of_a_public_client_is_bound_too()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await PublicClient();
        var refresh = (await Redeem(client, await client.Code(visitor), _key)).Text("refresh_token");
        using var thief = new TestKey();

        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Refresh(refresh));
        Is(HttpStatusCode.BadRequest, "invalid_grant", await Refresh(client, refresh, thief));
        IsOk(await Refresh(client, refresh, _key));
    }

    [Fact]
    public async Task A_client_that_must_prove_gets_nothing_without()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { DpopBoundAccessTokens = true });

        Is(HttpStatusCode.BadRequest, "invalid_dpop_proof", await client.Redeem(await client.Code(visitor)));
        Is(HttpStatusCode.BadRequest, "invalid_dpop_proof", await client.Token(("grant_type", "client_credentials")));
    }

    [Fact]
    public async Task A_bound_token_of_a_user_is_no_bearer_token_at_our_own_api()
    {
        var admin = await Server.Administrator();
        var visitor = new Visitor(Server);
        await visitor.SignIn(admin.Email);
        var client = await PublicClient(one => one with { Scopes = ["openid", "keywright:users:read"] });
        var code = await client.Code(visitor, ("scope", "openid keywright:users:read"));
        var token = (await Redeem(client, code, _key)).Text("access_token");

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("/api/admin/users", token));
    }

    private string Proof(TestKey key, string method, string url, string? token = null) =>
        key.Proof(method, url, Database.Clock.GetUtcNow(), claims =>
        {
            if (token is not null)
            {
                claims["ath"] = Keywright.Security.Jose.ExpectedProof.Hash(token);
            }
        });

    private Task<Answer> Redeem(TestClient client, string code, TestKey key) => Server.Send("POST", "~/oauth/token", TestClient.Form([
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.Registered.RedirectUris[0]),
        ("code_verifier", client.Verifier), ("client_id", client.Id)]), null, ("DPoP", Proof(key, "POST", TokenUrl)));

    private Task<Answer> Refresh(TestClient client, string token, TestKey key) => Server.Send("POST", "~/oauth/token", TestClient.Form([
        ("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client.Id)]),
        null, ("DPoP", Proof(key, "POST", TokenUrl)));

    private Task<Answer> UserInfo(string authorization, string? proof) => Server.Send(
        "GET", "~/oauth/userinfo", null, null, [("Authorization", authorization), .. proof is null ? [] : new[] { ("DPoP", proof) }]);
}
