using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.OAuth;

[Collection(OnSqlite.Name)]
public sealed class ExtensionOnSqlite(SqliteOAuthServer server) : ExtensionTests(server);

[Collection(OnPostgres.Name)]
public sealed class ExtensionOnPostgres(PostgresOAuthServer server) : ExtensionTests(server);

/// <summary>npm's openid-client in what goes beyond a sign-in: pushed requests, bound tokens, devices, exchange, registration.</summary>
public abstract class ExtensionTests(OAuthServer server)
{
    private const string Program = "openid-client.js";

    [Theory]
    [InlineData("client_secret_basic", "ES256")]
    [InlineData("none", "RS256")]
    public async Task A_stolen_token_is_worth_nothing_without_the_key_that_it_is_bound_to(string method, string algorithm)
    {
        var client = await server.Client(("token_endpoint_auth_method", method));

        var result = await server.Run(Program, "dpop", client, ("alg", algorithm));

        Assert.Equal(["dpop", "dpop"], Texts(result["types"]));
        Assert.Equal(server.UserId, (string?)result["userinfo"]!["sub"]);
        Assert.Equal((401, 401), ((int?)result["bearer"], (int?)result["foreign"]));
        Assert.Equal("invalid_grant", (string?)result["unauthorized"]);
        if (method == "none")
        {
            Assert.Equal("invalid_grant", (string?)result["stolen"]);
            Assert.NotNull((string?)result["unproven"]);
        }
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task A_client_with_a_key_signs_its_request_and_proves_itself_without_a_secret(string algorithm)
    {
        var (client, key) = await server.ClientWithKey(algorithm);

        var result = await server.Run(Program, "signed", client, ("key", key));

        Assert.Equal((server.UserId, server.Issuer), ((string?)result["claims"]!["sub"], (string?)result["iss"]));
    }

    [Theory]
    [InlineData("client_secret_basic", null)]
    [InlineData("none", "ES256")]
    public async Task A_request_is_pushed_and_no_other_is_taken_where_it_must_be(string method, string? algorithm)
    {
        var client = await server.Client(("token_endpoint_auth_method", method), ("require_pushed_authorization_requests", true));

        var result = await server.Run(Program, "pushed", client, ("alg", algorithm));

        Assert.Equal(server.UserId, (string?)result["claims"]!["sub"]);
        Assert.Equal(algorithm is null ? "bearer" : "dpop", (string?)result["type"]);
        Assert.Equal("invalid_request", (string?)result["unpushed"]);
    }

    [Fact]
    public async Task A_device_without_a_browser_is_connected()
    {
        var result = await server.Run(Program, "device", await Device(), ("decision", "allow"));

        Assert.Equal(["/login", "/device", "/device"], Texts(result["asked"]));
        Assert.True((bool?)result["connected"]);
        Assert.Equal((server.UserId, server.Email), ((string?)result["claims"]!["sub"], (string?)result["userinfo"]!["email"]));
    }

    [Fact]
    public async Task A_device_that_is_refused_is_told()
    {
        var result = await server.Run(Program, "device", await Device(), ("decision", "deny"));

        Assert.Equal("access_denied", (string?)result["refused"]);
    }

    [Fact]
    public async Task An_API_changes_a_token_for_one_that_another_takes()
    {
        var client = await server.Client(("scope", "openid posts"));
        var api = await server.Client(
            ("grant_types", new JsonArray("urn:ietf:params:oauth:grant-type:token-exchange")), ("redirect_uris", new JsonArray()),
            ("post_logout_redirect_uris", new JsonArray()), ("scope", "posts"),
            ("resources", new JsonArray(OAuthServer.Api)));

        var result = await server.Run(
            Program, "exchange", client, ("api", api), ("resource", OAuthServer.Api), ("other", OAuthServer.Other));

        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", (string?)result["type"]);
        var state = result["state"]!;
        Assert.Equal(
            (true, server.UserId, OAuthServer.Other, "posts"),
            ((bool)state["active"]!, (string?)state["sub"], (string?)Assert.Single(state["aud"]!.AsArray()), (string?)state["scope"]));
    }

    [Fact]
    public async Task A_client_registers_itself_and_signs_a_user_in()
    {
        var result = await server.Run(Program, "registration", []);

        Assert.Equal("Newcomer", (string?)result["client"]!["client_name"]);
        Assert.Equal(["/login", "/consent"], Texts(result["asked"]));
        Assert.Equal(server.UserId, (string?)result["claims"]!["sub"]);
    }

    private static IEnumerable<string> Texts(JsonNode? array) => array!.AsArray().Select(item => (string)item!);

    private Task<JsonObject> Device() => server.Client(
        ("token_endpoint_auth_method", "none"), ("redirect_uris", new JsonArray()), ("post_logout_redirect_uris", new JsonArray()),
        ("grant_types", new JsonArray("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")));
}
