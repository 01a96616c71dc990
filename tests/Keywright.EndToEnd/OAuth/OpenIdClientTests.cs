using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.OAuth;

[Collection(OnSqlite.Name)]
public sealed class OpenIdClientOnSqlite(SqliteOAuthServer server) : OpenIdClientTests(server);

[Collection(OnPostgres.Name)]
public sealed class OpenIdClientOnPostgres(PostgresOAuthServer server) : OpenIdClientTests(server);

/// <summary>npm's openid-client, a certified relying party, completes the flows of OpenID Connect against our server.</summary>
public abstract class OpenIdClientTests(OAuthServer server)
{
    private const string Program = "openid-client.js";

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("none")]
    public async Task It_signs_a_user_in(string method)
    {
        var client = await server.Client(("token_endpoint_auth_method", method));

        var result = await server.Run(Program, "code", client);

        Assert.Equal(["/login", "/consent"], Texts(result["asked"]));
        Assert.Equal(server.Issuer, (string?)result["iss"]);
        Assert.Equal(
            ("bearer", 3600, "openid profile email"),
            ((string?)result["tokens"]!["token_type"], (int?)result["tokens"]!["expires_in"], (string?)result["tokens"]!["scope"]));
        Assert.Equal((server.Issuer, server.UserId), ((string?)result["claims"]!["iss"], (string?)result["claims"]!["sub"]));
        Assert.Equal(["pwd"], Texts(result["claims"]!["amr"]));
        Assert.Equal(
            (server.UserId, server.Email, true, "Ada Lovelace"),
            ((string?)result["userinfo"]!["sub"], (string?)result["userinfo"]!["email"], (bool?)result["userinfo"]!["email_verified"],
                (string?)result["userinfo"]!["name"]));
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("none")]
    public async Task It_renews_its_tokens_and_a_token_of_the_past_ends_them_all(string method)
    {
        var client = await server.Client(("token_endpoint_auth_method", method));

        var result = await server.Run(Program, "refresh", client);

        Assert.Equal(3, Texts(result["refresh_tokens"]).Distinct().Count());
        Assert.Equal("openid email", (string?)result["third"]!["scope"]);
        Assert.Equal((server.Email, null), ((string?)result["userinfo"]!["email"], (string?)result["userinfo"]!["name"]));
        Assert.Equal(("invalid_grant", "invalid_grant"), ((string?)result["replayed"], (string?)result["after"]));
    }

    [Fact]
    public async Task A_program_acts_for_itself_until_it_revokes_its_token()
    {
        var client = await server.Machine();

        var result = await server.Run(Program, "credentials", client, ("scope", "posts"), ("resource", OAuthServer.Api));

        Assert.Null(result["tokens"]!["refresh_token"]);
        var before = result["before"]!;
        Assert.Equal(
            (true, "posts", (string?)client["client_id"], OAuthServer.Api),
            ((bool)before["active"]!, (string?)before["scope"], (string?)before["sub"], (string?)Assert.Single(before["aud"]!.AsArray())));
        Assert.Equal("""{"active":false}""", result["after"]!.ToJsonString());
    }

    [Fact]
    public async Task What_it_revokes_is_over()
    {
        var result = await server.Run(Program, "revoke", await server.Client());

        Assert.Equal((true, server.UserId), ((bool)result["before"]!["active"]!, (string?)result["before"]!["sub"]));
        Assert.Equal("""{"active":false}""", result["access"]!.ToJsonString());
        Assert.Equal("""{"active":false}""", result["refresh"]!.ToJsonString());
        Assert.Equal((401, "invalid_grant"), ((int?)result["userinfo"], (string?)result["renewal"]));
    }

    [Fact]
    public async Task The_user_is_asked_for_what_it_wants_asked_and_no_more()
    {
        var result = await server.Run(Program, "prompts", await server.Client());

        Assert.Equal(
            ("login_required", "access_denied", "consent_required"),
            ((string?)result["nobody"], (string?)result["denied"], (string?)result["unasked"]));
        Assert.Equal(
            ["/consent", "", "/consent", "/login", "/login"], result["asked"]!.AsArray().Select(asked => string.Join(' ', Texts(asked))));
        var times = result["times"]!.AsArray().Select(time => (long)time!).ToArray();
        Assert.Equal(times[0], times[1]);
        Assert.True(times[2] > times[1], "max_age asked for a newer sign-in.");
        Assert.True(times[3] >= times[2]);
    }

    [Fact]
    public async Task It_signs_its_user_out()
    {
        var result = await server.Run(Program, "signOut", await server.Client());

        Assert.Empty(Texts(result["proven"]));
        Assert.Equal("a&b", (string?)result["state"]);
        Assert.Equal("login_required", (string?)result["nobody"]);
        Assert.Equal(["/oauth/end_session"], Texts(result["asked"]));
        Assert.Equal("login_required", (string?)result["again"]);
    }

    [Fact]
    public async Task A_client_of_the_command_line_needs_no_consent_where_it_says_so()
    {
        var client = await server.Command(
            "client", "create", "Our own", "--redirect-uri", OAuthServer.Callback, "--scope", "openid profile email", "--consent",
            "implied");

        var result = await server.Run(Program, "code", client);

        Assert.Equal(["/login"], Texts(result["asked"]));
        Assert.Equal(server.UserId, (string?)result["claims"]!["sub"]);
    }

    [Fact]
    public async Task Clients_that_do_not_belong_together_know_a_user_by_different_names()
    {
        var subjects = new HashSet<string?> { server.UserId };
        foreach (var home in new[] { "https://one.example/cb", "https://two.example/cb" })
        {
            var client = await server.Client(("subject_type", "pairwise"), ("redirect_uris", new JsonArray(home)));
            var result = await server.Run(Program, "code", client);

            Assert.Equal((string?)result["claims"]!["sub"], (string?)result["userinfo"]!["sub"]);
            Assert.True(subjects.Add((string?)result["claims"]!["sub"]));
        }
    }

    private static IEnumerable<string> Texts(JsonNode? array) => array!.AsArray().Select(item => (string)item!);
}
