using System.Net;
using System.Text.Json.Nodes;
using Keywright.OAuth;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.Tests.OAuth;

public sealed class Fapi2OnSqlite() : Fapi2Tests(new SqliteTestDatabase());

public sealed class Fapi2OnPostgres() : Fapi2Tests(new PostgresTestDatabase());

/// <summary>FAPI 2.0 Security Profile for every client: no setting and no registration lets one off.</summary>
public abstract class Fapi2Tests(TestDatabase database) : OAuthTests(database)
{
    private const string Issuer = "http://127.0.0.1:5080";

    private readonly TestKey _key = new();

    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    internal override KeywrightServer Make() => new(Database, options =>
    {
        Configure(options);
        options.OAuth.Profile = OAuthProfile.Fapi2;
        options.OAuth.RequirePkce = false;
        options.OAuth.AuthorizationCodeLifetime = TimeSpan.FromMinutes(10);
    })
    {
        Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
    };

    [Fact]
    public async Task Without_pkce_and_without_a_redirect_uri_nothing_is_pushed()
    {
        var client = await KeyClient(_key);

        Is(HttpStatusCode.BadRequest, "invalid_request",
            await Push(client, _key, ("code_challenge", null), ("code_challenge_method", null)));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Push(client, _key, ("redirect_uri", null), ("scope", "posts:read")));
        Is(HttpStatusCode.Created, await Push(client, _key));
    }

    [Theory]
    [InlineData(59, HttpStatusCode.OK)]
    [InlineData(60, HttpStatusCode.BadRequest)]
    public async Task A_code_works_for_a_minute_whatever_else_is_set(int seconds, HttpStatusCode expected)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await KeyClient(_key, one => one with { CodeLifetime = TimeSpan.FromMinutes(5) });
        var code = client.Returned(await visitor.Get(client.AuthorizeUrl(await Push(client, _key))))["code"];
        Server.Wait(TimeSpan.FromSeconds(seconds));

        var answer = await Post("/oauth/token", client, _key, [
            ("grant_type", "authorization_code"), ("code", code), ("code_verifier", client.Verifier)]);

        Assert.Equal(expected, answer.Status);
    }

    [Theory]
    [InlineData("RS256", HttpStatusCode.Unauthorized)]
    [InlineData("PS256", HttpStatusCode.Created)]
    public async Task No_assertion_is_of_PKCS1(string algorithm, HttpStatusCode expected)
    {
        using var key = new TestKey(algorithm);

        Assert.Equal(expected, (await Push(await KeyClient(key), key)).Status);
    }

    private Task<TestClient> KeyClient(TestKey key, Func<OAuthClient, OAuthClient>? change = null) => Client(one =>
    {
        one = one with { AuthMethod = "private_key_jwt", SecretHash = null, Jwks = TestKey.JwksOf(key), RequirePkce = false };
        return change?.Invoke(one) ?? one;
    });

    private Task<Answer> Push(TestClient client, TestKey key, params (string Name, string? Value)[] changes) => Post(
        "/oauth/par", client, key, QueryHelpers.ParseQuery(client.AuthorizeUrl(changes).Split('?')[1])
            .Where(one => one.Key != "client_id").Select(one => (one.Key, (string?)one.Value.ToString())));

    private Task<Answer> Post(string path, TestClient client, TestKey key, IEnumerable<(string Name, string? Value)> form)
    {
        var claims = new JsonObject
        {
            ["iss"] = client.Id,
            ["sub"] = client.Id,
            ["aud"] = Issuer,
            ["jti"] = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12)),
            ["exp"] = Now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        return Server.Send("POST", "~" + path, TestClient.Form([
            .. form, ("client_id", client.Id), ("client_assertion_type", ClientAssertion.Type), ("client_assertion", key.Token(claims))]),
            null, ("DPoP", _key.Proof("POST", Issuer + path, Now)));
    }
}
