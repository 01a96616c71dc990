using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.Samples;

/// <summary>samples/Api: an API in another process, with the real tokens of a real server.</summary>
[Collection(WithSamples.Name)]
public sealed class ApiSampleTests(SampleServers servers)
{
    [Fact]
    public async Task Who_comes_without_a_token_is_told_where_they_are_given()
    {
        using var refused = await servers.Call(HttpMethod.Get, servers.Orders + "/orders", null);
        var metadata = (await servers.Http.GetFromJsonAsync<JsonObject>(servers.Orders + "/.well-known/oauth-protected-resource"))!;

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains(
            $"resource_metadata=\"{servers.Orders}/.well-known/oauth-protected-resource\"", refused.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal);
        Assert.Equal((servers.Orders, servers.Issuer), ((string?)metadata["resource"], (string?)metadata["authorization_servers"]![0]));
    }

    [Fact]
    public async Task A_token_opens_what_its_scopes_and_roles_say()
    {
        var reader = (string)(await servers.Tokens(servers.Orders, "openid orders:read"))["access_token"]!;
        var administrator = (string)(await servers.Tokens(servers.Orders, "openid roles orders:read"))["access_token"]!;
        var payer = (string)(await servers.Tokens(servers.Orders, "openid orders:pay"))["access_token"]!;

        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "/orders", reader));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, "/orders/all", reader));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "/orders/all", administrator));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, "/orders", payer));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/payments", reader));
        using var me = await servers.Call(HttpMethod.Get, servers.Orders + "/me", administrator);
        var caller = (await me.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(servers.UserId, (string?)caller["id"]);
        Assert.Contains(caller["roles"]!.AsArray(), role => (string?)role == "admin");
        Assert.NotEmpty(caller["permissions"]!.AsArray());
    }

    [Fact]
    public async Task A_token_for_another_API_or_of_another_kind_opens_nothing()
    {
        var elsewhere = await servers.Tokens(servers.Tools, "openid orders:read");
        var own = await servers.Tokens(servers.Orders, "openid orders:read");

        Assert.Equal(HttpStatusCode.Unauthorized, await Status(HttpMethod.Get, "/orders", (string)elsewhere["access_token"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(HttpMethod.Get, "/orders", (string)own["id_token"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(HttpMethod.Get, "/orders", (string)own["refresh_token"]!));
    }

    [Fact]
    public async Task What_was_revoked_stops_at_once_where_the_server_is_asked()
    {
        var tokens = await servers.Tokens(servers.Orders, "openid orders:read orders:pay");
        var access = (string)tokens["access_token"]!;
        Assert.Equal(HttpStatusCode.Created, await Status(HttpMethod.Post, "/payments", access));

        await servers.Revoke(tokens);

        Assert.Equal(HttpStatusCode.Unauthorized, await Status(HttpMethod.Post, "/payments", access));
        // docs/guides/apis.md says so: a JWT that is verified offline lives until it expires.
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "/orders", access));
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path, string token)
    {
        using var answer = await servers.Call(method, servers.Orders + path, token);
        return answer.StatusCode;
    }
}
