using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.Samples;

/// <summary>samples/Mcp and samples/McpClient: from the URL of a tool server to a call in a user's name, with nobody registered.</summary>
[Collection(WithSamples.Name)]
public sealed class McpTests(SampleServers servers)
{
    [Fact]
    public async Task A_client_that_nobody_registered_finds_its_way_and_calls_a_tool()
    {
        using var client = Process.Start(servers.Command("McpClient", [servers.Tools]))!;
        var errors = client.StandardError.ReadToEndAsync();
        using var browser = servers.Browser();
        var address = await client.StandardOutput.ReadLineAsync();
        Assert.True(address is not null, address is null ? await errors : "");
        Assert.Contains("Done.", await browser.Go(address!), StringComparison.Ordinal);
        var output = (await client.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await client.WaitForExitAsync();

        Assert.True(client.ExitCode == 0, await errors);
        Assert.Equal(["login", "consent"], browser.Asked.Select(path => path.Split('/')[^1]));
        Assert.Equal("greet", (string?)JsonNode.Parse(output[0])!["result"]!["tools"]![0]!["name"]);
        Assert.Equal($"Hello, {servers.UserId}.", (string?)JsonNode.Parse(output[1])!["result"]!["content"]![0]!["text"]);
    }

    [Fact]
    public async Task The_first_answer_says_where_all_else_is_found()
    {
        using var refused = await Call(null, "tools/list");
        var metadata = servers.Tools.Replace("/mcp", "/.well-known/oauth-protected-resource/mcp", StringComparison.Ordinal);
        var resource = (await servers.Http.GetFromJsonAsync<JsonObject>(metadata))!;

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.StartsWith("Bearer ", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains($"resource_metadata=\"{metadata}\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal((servers.Tools, "tools:call"), ((string?)resource["resource"], (string?)resource["scopes_supported"]![0]));
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        var tokens = await servers.Tokens(servers.Orders, "openid tools:call");
        using var refused = await Call((string)tokens["access_token"]!, "tools/list");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("error=\"invalid_token\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_refused()
    {
        var tokens = await servers.Tokens(servers.Tools, "openid");
        using var refused = await Call((string)tokens["access_token"]!, "tools/call");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("scope=\"tools:call\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_one_tool_and_no_other()
    {
        var tokens = await servers.Tokens(servers.Tools, "openid tools:call");
        using var answer = await Call((string)tokens["access_token"]!, "tools/call", "delete-everything");

        Assert.Equal(-32602, (int?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["code"]);
    }

    private Task<HttpResponseMessage> Call(string? token, string method, string tool = "greet") => servers.Call(
        HttpMethod.Post, servers.Tools, token, new { jsonrpc = "2.0", id = 1, method, @params = new { name = tool } });
}
