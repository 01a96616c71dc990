// A client that knows the URL of an MCP server and nothing else: it finds the authorization server from the 401, is known there by a
// document about itself, has its user sign in, and calls a tool.   dotnet run --project samples/McpClient -- http://localhost:5003/mcp
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

var server = args[0];
using var http = new HttpClient();

// 1. Without a token: where is the metadata (RFC 9728 §5.1)?
using var refused = await Call(http, server, null, "tools/list");
var pointer = Regex.Match(string.Join(", ", refused.Headers.WwwAuthenticate), "resource_metadata=\"([^\"]+)\"").Groups[1].Value;
var resource = await Get(http, pointer);
Demand((string?)resource["resource"] == server, "The metadata are of another server (RFC 9728 §3.3).");

// 2. The authorization server (RFC 8414), and whether it can what we need.
var issuer = (string)resource["authorization_servers"]![0]!;
var metadata = await Get(http, issuer + "/.well-known/oauth-authorization-server");
Demand((string?)metadata["issuer"] == issuer, "The metadata are of another authorization server (RFC 8414 §3.3).");
Demand(metadata["code_challenge_methods_supported"]!.AsArray().Any(method => (string?)method == "S256"), "There is no PKCE.");
Demand((bool?)metadata["client_id_metadata_document_supported"] == true, "Clients must be registered there.");

// 3. Who we are: a document at an https URL. On this machine, in Development, we serve it ourselves.
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
await using var app = builder.Build();
var back = new TaskCompletionSource<IQueryCollection>();
app.MapGet("/callback", (HttpRequest request) => back.TrySetResult(request.Query) ? "Done. Close this window." : "That was before.");
app.MapGet("/client.json", () => Results.Text(About(app.Urls.First()).ToJsonString(), "application/json"));
await app.StartAsync();
var (clientId, redirectUri) = (app.Urls.First() + "/client.json", app.Urls.First() + "/callback");

// 4. The user signs in: code, PKCE, and the resource that the token is to be for (RFC 8707).
var (state, verifier) = (Random(), Random());
Console.WriteLine(QueryHelpers.AddQueryString((string)metadata["authorization_endpoint"]!, new Dictionary<string, string?>
{
    ["response_type"] = "code",
    ["client_id"] = clientId,
    ["redirect_uri"] = redirectUri,
    ["scope"] = string.Join(' ', resource["scopes_supported"]!.AsArray()),
    ["state"] = state,
    ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
    ["code_challenge_method"] = "S256",
    ["resource"] = server,
}));
var answer = await back.Task;
Demand(answer["state"] == state && answer["iss"] == issuer, "The answer is not to our request (RFC 9207).");
Demand(answer.ContainsKey("code"), $"The user was not signed in: {answer["error"]}");

// 5. The token, and what it is for.
using var form = new FormUrlEncodedContent(new Dictionary<string, string>
{
    ["grant_type"] = "authorization_code",
    ["code"] = answer["code"]!,
    ["redirect_uri"] = redirectUri,
    ["client_id"] = clientId,
    ["code_verifier"] = verifier,
    ["resource"] = server,
});
using var tokens = await http.PostAsync(new Uri((string)metadata["token_endpoint"]!), form);
var token = (string)(await tokens.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
foreach (var method in new[] { "tools/list", "tools/call" })
{
    using var result = await Call(http, server, token, method);
    Console.WriteLine(await result.Content.ReadAsStringAsync());
}

static async Task<HttpResponseMessage> Call(HttpClient http, string server, string? token, string method)
{
    var call = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonObject { ["name"] = "greet" } };
    using var request = new HttpRequestMessage(HttpMethod.Post, server) { Content = JsonContent.Create(call) };
    request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    return await http.SendAsync(request);
}

static async Task<JsonObject> Get(HttpClient http, string url) => (await http.GetFromJsonAsync<JsonObject>(new Uri(url)))!;

static JsonObject About(string self) => new()
{
    ["client_id"] = self + "/client.json",
    ["client_name"] = "Sample MCP client",
    ["redirect_uris"] = new JsonArray(self + "/callback"),
    ["token_endpoint_auth_method"] = "none",
};

static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

static void Demand(bool isMet, string otherwise) => _ = isMet ? true : throw new InvalidOperationException(otherwise);
