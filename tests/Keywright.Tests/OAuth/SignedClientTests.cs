using System.Net;
using System.Text.Json.Nodes;
using Keywright.OAuth;
using Keywright.OAuth.ClientAuthentication;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class SignedClientOnSqlite() : SignedClientTests(new SqliteTestDatabase());

public sealed class SignedClientOnPostgres() : SignedClientTests(new PostgresTestDatabase());

/// <summary>
/// Clients with keys of their own (RFC 7523, RFC 9101), what they are told of users (Core §8), and who must have keys (FAPI 2.0).
/// </summary>
public abstract class SignedClientTests(TestDatabase database) : OAuthTests(database)
{
    private const string Issuer = "http://127.0.0.1:5080";

    private readonly TestKey _key = new();

    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    [Fact]
    public async Task An_assertion_proves_who_the_client_is_once()
    {
        var client = await KeyClient();
        var assertion = Assertion(client);

        IsOk(await Token(client, assertion));
        Is(HttpStatusCode.Unauthorized, "invalid_client", await Token(client, assertion));
        using var thief = new TestKey();
        Is(HttpStatusCode.Unauthorized, "invalid_client", await Token(client, Assertion(client, key: thief)));
        Is(HttpStatusCode.Unauthorized, "invalid_client",
            await Token(client, Assertion(client, claims => claims["aud"] = "https://other.example")));
        Is(HttpStatusCode.Unauthorized, "invalid_client", await Token(client, Assertion(client, claims => claims["sub"] = "another")));
    }

    [Fact]
    public async Task Of_twenty_uses_of_an_assertion_at_once_one_succeeds()
    {
        var client = await KeyClient();
        var assertion = Assertion(client);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Token(client, assertion)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_with_keys_has_no_secret_and_one_with_a_secret_no_keys()
    {
        var (keys, secret) = (await KeyClient(), await Client());

        Is(HttpStatusCode.Unauthorized, "invalid_client", await Server.Send(
            "POST", "~/oauth/token", TestClient.Form([("grant_type", "client_credentials"), ("client_id", keys.Id)])));
        Is(HttpStatusCode.Unauthorized, "invalid_client", await Token(secret, Assertion(secret)));
        Is(HttpStatusCode.BadRequest, "invalid_request", await Server.Send("POST", "~/oauth/token", TestClient.Form([
            ("grant_type", "client_credentials"), ("client_assertion_type", ClientAssertion.Type),
            ("client_assertion", Assertion(keys)), ("client_secret", "x")])));
    }

    [Fact]
    public async Task Of_a_request_object_what_is_signed_counts()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await KeyClient();
        string Request(Action<JsonObject>? change = null)
        {
            var claims = new JsonObject
            {
                ["iss"] = client.Id, ["client_id"] = client.Id, ["aud"] = Issuer, ["iat"] = Now.ToUnixTimeSeconds(),
                ["exp"] = Now.AddMinutes(5).ToUnixTimeSeconds(), ["response_type"] = "code",
                ["redirect_uri"] = client.Registered.RedirectUris[0],
                ["scope"] = "openid", ["state"] = "signed", ["code_challenge"] = client.Challenge, ["code_challenge_method"] = "S256",
            };
            change?.Invoke(claims);
            return _key.Token(claims, "oauth-authz-req+jwt");
        }

        string Url(string request) => $"/oauth/authorize?client_id={client.Id}&request={request}&state=unsigned&scope=openid%20email";
        Assert.Equal("signed", client.Returned(await visitor.Get(Url(Request())))["state"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get(Url(Request(claims => claims["client_id"] = "another")))).Status);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await visitor.Get(Url(Request(claims => claims["aud"] = "https://other.example")))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get(Url(Request() + "x"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Get(Url("eyJhbGciOiJub25lIn0.e30."))).Status);
    }

    [Fact]
    public async Task A_pairwise_client_knows_a_user_by_a_name_of_its_own_everywhere()
    {
        var (visitor, user) = await SignedInVisitor();
        var one = await Client(client => client with { SubjectType = "pairwise" });
        var other = await Client(client => client with { SubjectType = "pairwise", RedirectUris = ["https://other.example/callback"] });

        var tokens = await one.Tokens(visitor);
        var subject = TestClient.Claims(tokens["id_token"]!.ToString())["sub"]!.ToString();

        Assert.NotEqual(user.Id.ToString(), subject);
        var access = tokens["access_token"]!.ToString();
        Assert.Equal(subject, TestClient.Claims(access)["sub"]!.ToString());
        Assert.Equal(subject, (await one.Introspect(access)).Text("sub"));
        Assert.Equal(subject, (await Server.Send("GET", "~/oauth/userinfo", null, access)).Text("sub"));
        Assert.Equal(subject, TestClient.Claims((await one.Tokens(visitor))["id_token"]!.ToString())["sub"]!.ToString());
        Assert.NotEqual(subject, TestClient.Claims((await other.Tokens(visitor))["id_token"]!.ToString())["sub"]!.ToString());
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task An_id_token_is_signed_as_the_client_wants_it(string algorithm)
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client(one => one with { IdTokenAlgorithm = algorithm });

        var tokens = await client.Tokens(visitor);

        var header = TestClient.Header(tokens["id_token"]!.ToString());
        Assert.Equal(algorithm, header["alg"]!.ToString());
        Assert.Contains(header["kid"]!.ToString(), (await Server.Send("GET", "~/.well-known/jwks.json")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_fapi_a_client_that_does_not_fit_is_refused()
    {
        await using var strict = await Another(options =>
        {
            Configure(options);
            options.OAuth.Profile = OAuthProfile.Fapi2;
        });
        var (secret, keys) = (await Client(), await KeyClient());

        Is(HttpStatusCode.Unauthorized, "invalid_client", await new TestClient(strict, secret.Registered, secret.Secret)
            .Token(("grant_type", "client_credentials")));
        Is(HttpStatusCode.BadRequest, "invalid_dpop_proof", await Token(keys, Assertion(keys), strict));
        var proof = _key.Proof("POST", Issuer + "/oauth/token", Now);
        Is(HttpStatusCode.Unauthorized, "invalid_client", await Token(
            keys, Assertion(keys, claims => claims["aud"] = Issuer + "/oauth/token"), strict, ("DPoP", proof)));
        IsOk(await Token(keys, Assertion(keys), strict, ("DPoP", _key.Proof("POST", Issuer + "/oauth/token", Now))));
    }

    private Task<TestClient> KeyClient() => Client(one => one with
    {
        AuthMethod = "private_key_jwt",
        SecretHash = null,
        Jwks = TestKey.JwksOf(_key),
    });

    private string Assertion(TestClient client, Action<JsonObject>? change = null, TestKey? key = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = client.Id, ["sub"] = client.Id, ["aud"] = Issuer, ["jti"] = Guid.CreateVersion7().ToString(),
            ["iat"] = Now.ToUnixTimeSeconds(), ["exp"] = Now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        change?.Invoke(claims);
        return (key ?? _key).Token(claims);
    }

    private Task<Answer> Token(TestClient client, string assertion, KeywrightServer? at = null, params (string, string)[] headers) =>
        (at ?? Server).Send("POST", "~/oauth/token", TestClient.Form([
            ("grant_type", "client_credentials"), ("client_id", client.Id), ("client_assertion_type", ClientAssertion.Type),
            ("client_assertion", assertion)]), null, headers);
}
