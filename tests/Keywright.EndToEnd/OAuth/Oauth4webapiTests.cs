using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.OAuth;

[Collection(OnSqlite.Name)]
public sealed class Oauth4webapiOnSqlite(SqliteOAuthServer server) : Oauth4webapiTests(server);

[Collection(OnPostgres.Name)]
public sealed class Oauth4webapiOnPostgres(PostgresOAuthServer server) : Oauth4webapiTests(server);

/// <summary>npm's oauth4webapi goes through the flows step by step, and holds each answer against its specification.</summary>
public abstract class Oauth4webapiTests(OAuthServer server)
{
    private const string Program = "oauth4webapi.js";

    private static readonly string[] Steps =
    [
        "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "introspection_endpoint", "revocation_endpoint",
        "end_session_endpoint",
    ];

    [Fact]
    public async Task Both_discovery_documents_are_ours()
    {
        var result = await server.Run(Program, "metadata", await server.Client());

        Assert.True(JsonNode.DeepEquals(result["oidc"], result["oauth2"]));
        Assert.Equal(server.Issuer, (string?)result["oidc"]!["issuer"]);
        Assert.All(Steps, name => Assert.StartsWith(server.Issuer + "/", (string?)result["oidc"]![name], StringComparison.Ordinal));
        Assert.True((bool?)result["oidc"]!["authorization_response_iss_parameter_supported"]);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("none")]
    public async Task A_code_becomes_tokens_once(string method)
    {
        var client = await server.Client(("token_endpoint_auth_method", method));

        var result = await server.Run(Program, "code", client, ("scope", "openid email"));

        var id = (string?)client["client_id"];
        Assert.Equal((server.UserId, id), ((string?)result["claims"]!["sub"], (string?)result["claims"]!["aud"]));
        Assert.Equal((server.UserId, server.Email), ((string?)result["userinfo"]!["sub"], (string?)result["userinfo"]!["email"]));
        Assert.Equal(
            (server.UserId, id, "openid email"),
            ((string?)result["access"]!["sub"], (string?)result["access"]!["client_id"], (string?)result["access"]!["scope"]));
        Assert.Equal("invalid_grant", (string?)result["replayed"]);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("none")]
    public async Task Tokens_are_renewed_until_they_are_revoked(string method)
    {
        var client = await server.Client(("token_endpoint_auth_method", method));

        var result = await server.Run(Program, "refresh", client, ("scope", "openid offline_access"));

        Assert.NotEqual((string?)result["tokens"]!["refresh_token"], (string?)result["renewed"]!["refresh_token"]);
        Assert.Equal(server.UserId, (string?)result["claims"]!["sub"]);
        Assert.Equal("invalid_grant", (string?)result["refused"]);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    public async Task A_program_acts_for_itself(string method)
    {
        var client = await server.Machine(method);

        var result = await server.Run(Program, "credentials", client, ("scope", "posts"), ("resource", OAuthServer.Api));

        Assert.Equal(
            ((string?)client["client_id"], "posts", OAuthServer.Api),
            ((string?)result["access"]!["sub"], (string?)result["access"]!["scope"], (string?)result["access"]!["aud"]));
        Assert.True((bool?)result["before"]!["active"]);
        Assert.Equal("""{"active":false}""", result["after"]!.ToJsonString());
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    public async Task An_assertion_proves_once_who_a_client_is(string algorithm)
    {
        var (client, key) = await server.ClientWithKey(
            algorithm, ("grant_types", new JsonArray("client_credentials")), ("redirect_uris", new JsonArray()), ("scope", "posts"));

        var result = await server.Run(Program, "assertion", client, ("key", key), ("scope", "posts"), ("resource", OAuthServer.Api));

        var introspection = result["introspection"]!;
        Assert.Equal((true, (string?)client["client_id"]), ((bool)introspection["active"]!, (string?)introspection["sub"]));
        Assert.Equal("invalid_client", (string?)result["replayed"]);
    }

    [Fact]
    public async Task A_token_is_good_for_what_it_was_issued_for_alone()
    {
        var client = await server.Client();

        var result = await server.Run(Program, "confusion", client, ("scope", "openid"), ("resource", OAuthServer.Api));

        Assert.Equal(OAuthServer.Api, (string?)result["here"]!["aud"]);
        Assert.Equal("OAUTH_JWT_CLAIM_COMPARISON_FAILED", (string?)result["elsewhere"]);
        Assert.Equal("OAUTH_INVALID_RESPONSE", (string?)result["identity"]);
    }

    [Theory]
    [InlineData("none", "ES256")]
    [InlineData("client_secret_basic", "PS256")]
    public async Task What_was_pushed_becomes_tokens_that_are_bound_to_a_key(string method, string algorithm)
    {
        var client = await server.Client(("token_endpoint_auth_method", method), ("require_pushed_authorization_requests", true));

        var result = await server.Run(Program, "pushed", client, ("alg", algorithm), ("scope", "openid email offline_access"));

        Assert.Equal((server.UserId, server.Email), ((string?)result["claims"]!["sub"], (string?)result["userinfo"]!["email"]));
        Assert.Equal("""["dpop","dpop"]""", result["types"]!.ToJsonString());
        Assert.Equal(401, (int?)result["stolen"]);
    }

    [Fact]
    public async Task A_device_is_connected_once()
    {
        var client = await server.Client(
            ("token_endpoint_auth_method", "none"), ("redirect_uris", new JsonArray()), ("post_logout_redirect_uris", new JsonArray()),
            ("grant_types", new JsonArray("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")));

        var result = await server.Run(Program, "device", client, ("scope", "openid"));

        Assert.Equal(server.UserId, (string?)result["claims"]!["sub"]);
        Assert.Equal(("authorization_pending", "invalid_grant"), ((string?)result["early"], (string?)result["used"]));
    }
}
