using System.Text;
using System.Text.Json.Nodes;
using Keywright.OAuth.Clients;
using Keywright.SigningKeys;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth;

/// <summary>An application, an API that it calls with a user's token, and the APIs that this one calls.</summary>
public abstract class ExchangeTests(TestDatabase database) : OAuthTests(database)
{
    internal const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    internal const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    internal const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    internal const string Other = "https://other.example";

    internal override KeywrightServer Make() => new(Database, options =>
    {
        Configure(options);
        options.OAuth.Resources.Add(Other);
    })
    {
        Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
    };

    /// <summary>A user's tokens for an API, in the hands of an application.</summary>
    internal async Task<(TestClient Client, JsonObject Tokens, SignedInUser User)> Begin(Func<OAuthClient, OAuthClient>? change = null)
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(change);
        return (client, await client.Tokens(visitor, ("resource", Api), ("scope", "openid posts:read")), user);
    }

    /// <summary>The API that such tokens are for, which calls others.</summary>
    internal Task<TestClient> OfApi(params string[] resources) => OfApi(null, resources);

    internal Task<TestClient> OfApi(Func<OAuthClient, OAuthClient>? change, params string[] resources) => Client(one =>
    {
        one = one with
        {
            GrantTypes = [Exchange, "client_credentials"],
            Resources = resources.Length > 0 ? resources : [Api],
            RedirectUris = [],
        };
        return change?.Invoke(one) ?? one;
    });

    internal static Task<Answer> Run(TestClient client, JsonObject subject, params (string Name, string? Value)[] more) => client.Token([
        ("grant_type", Exchange), ("subject_token", subject["access_token"]!.ToString()), ("subject_token_type", AccessToken), .. more]);

    /// <summary>The client acts for itself.</summary>
    internal static async Task<(string Name, string? Value)[]> Acting(TestClient client) =>
    [
        ("actor_token", (await client.Token(("grant_type", "client_credentials"))).Text("access_token")), ("actor_token_type", AccessToken),
    ];

    internal async Task<string> Sign(JsonObject claims) => await Server.Services.GetRequiredService<TokenSigner>().Sign(
        "at+jwt", Encoding.UTF8.GetBytes(claims.ToJsonString()), CancellationToken.None);
}
