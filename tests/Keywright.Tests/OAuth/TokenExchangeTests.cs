using System.Net;
using System.Text.Json.Nodes;
using Keywright.Audit;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth;

public sealed class TokenExchangeOnSqlite() : TokenExchangeTests(new SqliteTestDatabase());

public sealed class TokenExchangeOnPostgres() : TokenExchangeTests(new PostgresTestDatabase());

/// <summary>RFC 8693: an API calls another one in the name of the user who called it, and nobody else gets anything by it.</summary>
public abstract class TokenExchangeTests(TestDatabase database) : ExchangeTests(database)
{
    [Fact]
    public async Task An_api_gets_a_token_of_its_own_for_the_next_one()
    {
        var (_, tokens, user) = await Begin();
        var api = await OfApi();

        var answer = await Run(api, tokens, ("resource", Other), ("scope", "posts:read"));

        IsOk(answer);
        Assert.Equal(
            (AccessToken, "Bearer", "posts:read"),
            (answer.Text("issued_token_type"), answer.Text("token_type"), answer.Text("scope")));
        Assert.Null(answer.Json["refresh_token"]);
        Assert.Null(answer.Json["id_token"]);
        var claims = TestClient.Claims(answer.Text("access_token"));
        Assert.Equal(
            (user.Id.ToString(), Other, api.Id), (claims["sub"]!.ToString(), claims["aud"]!.ToString(), claims["client_id"]!.ToString()));
        Assert.Null(claims["act"]);
        Assert.Contains("oauth_token_exchanged", await Server.AuditTypes());
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("jwt")]
    public async Task A_token_of_another_s_api_opens_nothing(string format)
    {
        var (_, tokens, _) = await Begin(client => client with { AccessTokenFormat = format });
        var stranger = await OfApi(Other);
        var nameless = await Client(one => one with { GrantTypes = [Exchange] });

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(stranger, tokens, ("resource", Other)));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(nameless, tokens));
        IsOk(await Run(await OfApi(), tokens));
        await Server.Services.GetRequiredService<MachineAudit>().Run(CancellationToken.None);
        Assert.Equal(2, (await Server.AuditTypes()).Count(type => type == "oauth_exchange_refused!"));
    }

    [Fact]
    public async Task A_token_for_an_api_becomes_none_for_this_server()
    {
        var (_, tokens, _) = await Begin();

        Is(HttpStatusCode.BadRequest, "invalid_target", await Run(await OfApi(), tokens, ("resource", "http://127.0.0.1:5080")));
        Is(HttpStatusCode.BadRequest, "invalid_target", await Run(await OfApi(), tokens, ("audience", "http://127.0.0.1:5080")));
        Is(HttpStatusCode.BadRequest, "invalid_target", await Run(await OfApi(), tokens, ("audience", "some-name")));

        // Not by leaving it out, either: this client has two resources, so its default is this server.
        Is(HttpStatusCode.BadRequest, "invalid_target", await Run(await OfApi(Api, Other), tokens));
    }

    [Fact]
    public async Task Nothing_more_comes_out_than_went_in()
    {
        var (_, tokens, _) = await Begin();

        Is(HttpStatusCode.BadRequest, "invalid_scope", await Run(await OfApi(), tokens, ("scope", "openid roles")));
        Is(HttpStatusCode.BadRequest, "invalid_scope", await Run(await OfApi(), tokens, ("scope", "offline_access")));
        Is(HttpStatusCode.BadRequest, "invalid_scope", await Run(
            await OfApi(one => one with { Scopes = ["openid"] }), tokens, ("scope", "posts:read")));
        Assert.Equal("openid", (await Run(await OfApi(one => one with { Scopes = ["openid"] }), tokens)).Text("scope"));
        Assert.Equal("openid posts:read", (await Run(await OfApi(), tokens)).Text("scope"));
    }

    [Fact]
    public async Task It_ends_no_later_than_the_token_that_it_came_out_of()
    {
        var (_, tokens, _) = await Begin();
        var api = await OfApi();
        Server.Wait(TimeSpan.FromMinutes(40));

        var answer = await Run(api, tokens);

        Assert.Equal(20 * 60, answer.Json["expires_in"]!.GetValue<int>());
        Assert.Equal(
            TestClient.Claims(tokens["access_token"]!.ToString())["exp"]!.GetValue<long>(),
            TestClient.Claims(answer.Text("access_token"))["exp"]!.GetValue<long>());
        Server.Wait(TimeSpan.FromMinutes(20));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, tokens));
    }

    [Theory]
    [InlineData("opaque", "grant")]
    [InlineData("jwt", "grant")]
    [InlineData("jwt", "session")]
    [InlineData("jwt", "client")]
    [InlineData("opaque", "suspended")]
    public async Task It_ends_with_the_grant_of_the_subject_and_so_does_what_came_out_of_it(string format, string how)
    {
        var (client, tokens, user) = await Begin();
        var api = await OfApi(one => one with { AccessTokenFormat = format });
        var one = await Run(api, tokens);
        var two = await Run(api, one.Json);
        Assert.True((await api.Introspect(two.Text("access_token"))).Json["active"]!.GetValue<bool>());

        switch (how)
        {
            case "grant":
                IsOk(await client.Revoke(tokens["refresh_token"]!.ToString()));
                break;
            case "session":
                await user.Delete("/sessions?except=current");
                break;
            case "client":
                await Server.Change($"DELETE FROM kw.oauth_clients WHERE id = {client.Registered.Id}");
                Server.Wait(TimeSpan.FromSeconds(31));
                break;
            default:
                IsOk(await (await Server.Administrator()).Post($"/api/admin/users/{user.Id}/suspend"));
                break;
        }

        Assert.Equal("""{"active":false}""", (await api.Introspect(one.Text("access_token"))).Body);
        Assert.Equal("""{"active":false}""", (await api.Introspect(two.Text("access_token"))).Body);
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, one.Json));
    }

    [Fact]
    public async Task Without_its_user_a_client_s_own_token_is_no_subject()
    {
        var api = await OfApi();

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, (await api.Token(("grant_type", "client_credentials"))).Json));
    }

    [Fact]
    public async Task A_public_client_and_one_that_is_not_registered_for_it_exchange_nothing()
    {
        var (client, tokens, _) = await Begin();
        var open = await PublicClient(one => one with { GrantTypes = [Exchange], Resources = [Api] });

        Is(HttpStatusCode.BadRequest, "unauthorized_client", await Run(open, tokens));
        Is(HttpStatusCode.BadRequest, "unauthorized_client", await Run(client, tokens));
    }

    [Fact]
    public async Task A_client_may_exchange_what_was_issued_to_it()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { GrantTypes = [.. one.GrantTypes, Exchange] });
        var tokens = await client.Tokens(visitor, ("scope", "openid posts:read"));

        Assert.Equal(Api, TestClient.Claims((await Run(client, tokens, ("resource", Api))).Text("access_token"))["aud"]!.ToString());
    }

    [Theory]
    [InlineData("subject_token", null)]
    [InlineData("subject_token", "nothing")]
    [InlineData("subject_token_type", null)]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:jwt")]
    [InlineData("actor_token", "nothing")]
    [InlineData("actor_token_type", AccessToken)]
    public async Task What_is_no_exchange_is_told_so(string name, string? value)
    {
        var (_, tokens, _) = await Begin();

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(await OfApi(), tokens, (name, value)));
    }

    [Fact]
    public async Task Only_access_tokens_are_taken_whatever_they_are_called()
    {
        var (client, tokens, user) = await Begin(one => one with { AccessTokenFormat = "opaque" });
        var api = await OfApi();

        string[] others =
        [
            tokens["id_token"]!.ToString(), tokens["refresh_token"]!.ToString(), user.AccessToken, await user.PersonalToken("posts:read"),
        ];
        foreach (var wrong in others)
        {
            Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, tokens, ("subject_token", wrong)));
            Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, tokens, ("subject_token", wrong), ("subject_token_type", Jwt)));
        }

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, tokens, ("subject_token_type", Jwt)));
        Assert.NotEqual(client.Id, api.Id);
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_key_is_worth_nothing_without_it()
    {
        var (_, tokens, _) = await Begin();
        var claims = TestClient.Claims(tokens["access_token"]!.ToString());
        claims["cnf"] = new JsonObject { ["jkt"] = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" };

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(
            await OfApi(), new JsonObject { ["access_token"] = await Sign(claims) }));
    }
}
