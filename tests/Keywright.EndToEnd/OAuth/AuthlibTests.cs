namespace Keywright.EndToEnd.OAuth;

[Collection(OnSqlite.Name)]
public sealed class AuthlibOnSqlite(SqliteOAuthServer server) : AuthlibTests(server);

[Collection(OnPostgres.Name)]
public sealed class AuthlibOnPostgres(PostgresOAuthServer server) : AuthlibTests(server);

/// <summary>Python's Authlib, as an application in another language uses it.</summary>
public abstract class AuthlibTests(OAuthServer server)
{
    private const string Program = "authlib_flow.py";

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("none")]
    public async Task It_signs_a_user_in_and_renews_and_revokes_its_tokens(string method)
    {
        var client = await server.Client(("token_endpoint_auth_method", method));

        var result = await server.Run(Program, "code", client);

        Assert.Equal((server.UserId, (string?)client["client_id"]), ((string?)result["claims"]!["sub"], (string?)result["claims"]!["aud"]));
        Assert.Equal((server.UserId, server.Email), ((string?)result["userinfo"]!["sub"], (string?)result["userinfo"]!["email"]));
        Assert.Equal(2, result["tokens"]!.AsArray().Select(token => (string?)token!["refresh_token"]).Distinct().Count());
        Assert.Equal((200, "invalid_grant"), ((int?)result["revoked"], (string?)result["refused"]));
        if (method != "none")
        {
            Assert.Equal((true, server.UserId), ((bool)result["before"]!["active"]!, (string?)result["before"]!["sub"]));
            Assert.Equal("""{"active":false}""", result["after"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_program_acts_for_itself()
    {
        var client = await server.Machine();

        var result = await server.Run(Program, "credentials", client, ("scope", "posts"), ("resource", OAuthServer.Api));

        Assert.Equal("posts", (string?)result["tokens"]!["scope"]);
        Assert.Equal((true, (string?)client["client_id"]), ((bool)result["before"]!["active"]!, (string?)result["before"]!["sub"]));
        Assert.Equal("""{"active":false}""", result["after"]!.ToJsonString());
    }
}
