using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class TokenExchangeActorOnSqlite() : TokenExchangeActorTests(new SqliteTestDatabase());

public sealed class TokenExchangeActorOnPostgres() : TokenExchangeActorTests(new PostgresTestDatabase());

/// <summary>RFC 8693 §4: who acts for whom, and who may.</summary>
public abstract class TokenExchangeActorTests(TestDatabase database) : ExchangeTests(database)
{
    [Fact]
    public async Task With_an_actor_the_token_says_who_acts_for_whom_and_who_did_before()
    {
        var (_, tokens, user) = await Begin();
        var (first, second) = (await OfApi(), await OfApi(Other));

        var one = await Run(first, tokens, [("resource", Other), .. await Acting(first)]);
        var two = await Run(second, one.Json, [("resource", Api), .. await Acting(second)]);

        var claims = TestClient.Claims(two.Text("access_token"));
        Assert.Equal(user.Id.ToString(), claims["sub"]!.ToString());
        Assert.Equal($$$"""{"sub":"{{{second.Id}}}","act":{"sub":"{{{first.Id}}}"}}""", claims["act"]!.ToJsonString());
        Assert.Equal(second.Id, (await second.Introspect(two.Text("access_token"))).Json["act"]!["sub"]!.ToString());

        // Who leaves the actor out does not get rid of those before.
        var three = await Run(first, two.Json, ("resource", Other));
        Assert.Equal(claims["act"]!.ToJsonString(), TestClient.Claims(three.Text("access_token"))["act"]!.ToJsonString());
    }

    [Fact]
    public async Task Hands_are_counted()
    {
        var (_, tokens, _) = await Begin();
        var api = await OfApi();
        var token = tokens;
        for (var i = 0; i < 5; i++)
        {
            var answer = await Run(api, token, [("resource", Api), .. await Acting(api)]);
            IsOk(answer);
            token = answer.Json;
        }

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, token, [("resource", Api), .. await Acting(api)]));
    }

    [Fact]
    public async Task An_actor_token_must_be_the_client_s_and_not_delegated()
    {
        var (_, tokens, _) = await Begin();
        var (api, stranger) = (await OfApi(), await OfApi(Other));
        var delegated = await Run(api, tokens, await Acting(api));

        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, tokens, await Acting(stranger)));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(
            api, tokens, ("actor_token", delegated.Text("access_token")), ("actor_token_type", AccessToken)));
    }

    [Fact]
    public async Task Whom_the_subject_lets_act_may_and_nobody_else()
    {
        var (_, tokens, _) = await Begin();
        var (api, other) = (await OfApi(), await OfApi());
        var claims = TestClient.Claims(tokens["access_token"]!.ToString());
        claims["may_act"] = new JsonObject { ["sub"] = api.Id };
        var token = new JsonObject { ["access_token"] = await Sign(claims) };

        IsOk(await Run(api, token));
        IsOk(await Run(api, token, await Acting(api)));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(other, token));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(other, token, await Acting(other)));
        claims["may_act"]!["email"] = "not understood";
        Is(HttpStatusCode.BadRequest, "invalid_request", await Run(api, new JsonObject { ["access_token"] = await Sign(claims) }));
    }
}
