using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.OAuth;

[Collection(OnSqlite.Name)]
public sealed class JoseOnSqlite(SqliteOAuthServer server) : JoseTests(server);

[Collection(OnPostgres.Name)]
public sealed class JoseOnPostgres(PostgresOAuthServer server) : JoseTests(server);

/// <summary>npm's jose verifies our tokens with the keys that we publish, as an API in another language does.</summary>
public abstract class JoseTests(OAuthServer server)
{
    [Fact]
    public async Task Tokens_are_what_they_say_and_nothing_else_is_one()
    {
        var client = await server.Client();
        var id = (string?)client["client_id"];
        var issued = (await server.Run("openid-client.js", "code", client))["tokens"]!;
        var (access, identity) = ((string)issued["access_token"]!, (string)issued["id_token"]!);

        var results = await Verify(
            client,
            Token(access, ("typ", "at+jwt"), ("audience", server.Issuer)),
            Token(identity, ("typ", "JWT"), ("audience", id)),
            Token(access, ("typ", "JWT"), ("audience", server.Issuer)),
            Token(identity, ("typ", "at+jwt"), ("audience", id)),
            Token(access, ("audience", OAuthServer.Api)),
            Token(identity[..^6] + (identity.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA"), ("audience", id)));

        Assert.Equal(
            [
                null, null, "ERR_JWT_CLAIM_VALIDATION_FAILED", "ERR_JWT_CLAIM_VALIDATION_FAILED", "ERR_JWT_CLAIM_VALIDATION_FAILED",
                "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            ],
            results.Select(result => (string?)result!["error"]));
        Assert.Equal(("ES256", server.UserId), ((string?)results[0]!["header"]!["alg"], (string?)results[0]!["claims"]!["sub"]));
        Assert.Equal((id, server.UserId), ((string?)results[0]!["claims"]!["client_id"], (string?)results[1]!["claims"]!["sub"]));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task An_ID_token_is_signed_as_its_client_wants_it(string algorithm)
    {
        var client = await server.Client(("id_token_signed_response_alg", algorithm));
        var issued = (await server.Run("openid-client.js", "code", client))["tokens"]!;

        var results = await Verify(client, Token((string)issued["id_token"]!, ("typ", "JWT"), ("audience", (string?)client["client_id"])));

        Assert.Equal((null, algorithm), ((string?)results[0]!["error"], (string?)results[0]!["header"]!["alg"]));
    }

    [Fact]
    public async Task Tokens_of_the_key_before_stay_good_when_another_signs()
    {
        var client = await server.Machine("client_secret_post");
        var before = await Issue(client);
        // A key of this very minute is not replaced.
        await server.Sql("UPDATE signing_keys SET activates_at = '2020-01-01T00:00:00.000Z' WHERE status = 'active'");
        _ = await server.Command("key", "rotate", "--now");
        var since = Stopwatch.GetTimestamp();
        var after = await Issue(client);
        while (KeyOf(after) == KeyOf(before) && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(40))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            after = await Issue(client);
        }

        var results = await Verify(
            client, Token(before, ("typ", "at+jwt"), ("audience", OAuthServer.Api)),
            Token(after, ("typ", "at+jwt"), ("audience", OAuthServer.Api)));

        Assert.NotEqual(KeyOf(before), KeyOf(after));
        Assert.All(results, result => Assert.Null(result!["error"]));
    }

    private static JsonObject Token(string jwt, params (string Name, string? Value)[] options) => new()
    {
        ["jwt"] = jwt,
        ["options"] = new JsonObject(options.Select(option => KeyValuePair.Create(option.Name, (JsonNode?)option.Value))),
    };

    private static string KeyOf(string jwt) => jwt.Split('.')[0];

    private async Task<JsonArray> Verify(JsonObject client, params JsonNode[] tokens) =>
        (await server.Run("jose.js", "verify", client, ("tokens", new JsonArray(tokens))))["results"]!.AsArray();

    private async Task<string> Issue(JsonObject client)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["resource"] = OAuthServer.Api,
            ["client_id"] = (string)client["client_id"]!,
            ["client_secret"] = (string)client["client_secret"]!,
        };
        using var content = new FormUrlEncodedContent(form);
        using var answer = await server.Server.Http.PostAsync(new Uri("/oauth/token", UriKind.Relative), content);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
    }
}
