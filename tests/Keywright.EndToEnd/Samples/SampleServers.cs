using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.EndToEnd.OAuth;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.EndToEnd.Samples;

[CollectionDefinition(Name)]
public sealed class WithSamples : ICollectionFixture<SampleServers>
{
    public const string Name = "Samples";
}

/// <summary>A server, and the samples that work with it, each a process of its own as its README says.</summary>
public sealed class SampleServers() : OAuthServer(new SqliteInstallation())
{
    private readonly TemporaryDirectory _home = new();
    private readonly List<ServerProcess> _samples = [];

    public string Orders { get; } = Local();

    public string Shop { get; } = Local();

    public string Tools { get; } = Local() + "/mcp";

    public HttpClient Http { get; } = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var api = await Client(
            ("client_id", "orders-api"), ("grant_types", new JsonArray("client_credentials")), ("redirect_uris", new JsonArray()),
            ("post_logout_redirect_uris", new JsonArray()), ("scope", "orders:read"), ("resources", new JsonArray(Orders)));
        var shop = await Client(
            ("client_id", "shop"), ("redirect_uris", new JsonArray(Shop + "/signin-keywright")), ("application_type", "native"),
            ("post_logout_redirect_uris", new JsonArray(Shop + "/signout-keywright")), ("scope", "openid profile email orders:read"));
        await Task.WhenAll(
            Start("Api", ("Urls", Orders), ("Url", Orders), ("ClientSecret", (string)api["client_secret"]!)),
            Start("WebApp", ("Urls", Shop), ("Api", Orders), ("ClientSecret", (string)shop["client_secret"]!)),
            Start("Mcp", ("Urls", Tools[..^4]), ("Url", Tools)));
    }

    public override async Task DisposeAsync()
    {
        foreach (var sample in _samples)
        {
            await sample.DisposeAsync();
        }

        Http.Dispose();
        await base.DisposeAsync();
        _home.Dispose();
    }

    internal FormBrowser Browser() => new(Email, Password);

    /// <summary>What the user gave a client of others: an answer of the token endpoint.</summary>
    internal async Task<JsonObject> Tokens(string resource, string scope)
    {
        var client = await Client(("scope", scope), ("token_endpoint_auth_method", "client_secret_post"));
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        using var browser = Browser();
        _ = await browser.Go(QueryHelpers.AddQueryString(Issuer + "/oauth/authorize", new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = (string?)client["client_id"],
            ["redirect_uri"] = Callback,
            ["scope"] = scope,
            ["resource"] = resource,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        }), Callback);
        return await Post("/oauth/token", client, new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = QueryHelpers.ParseQuery(browser.At.Query)["code"].ToString(),
            ["redirect_uri"] = Callback,
            ["code_verifier"] = verifier,
        });
    }

    internal async Task<HttpResponseMessage> Call(HttpMethod method, string url, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await Http.SendAsync(request);
    }

    /// <summary>Ends what the client was given, as an administrator or the client would.</summary>
    internal async Task Revoke(JsonObject tokens) =>
        _ = await Post("/oauth/revoke", (JsonObject)tokens["client"]!, new() { ["token"] = (string)tokens["refresh_token"]! });

    internal ProcessStartInfo Command(string sample, IEnumerable<string> arguments, params (string Name, string Value)[] settings)
    {
        // artifacts/bin/Keywright.EndToEnd/debug/ → artifacts/bin/Api/debug/
        var folder = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", sample, new DirectoryInfo(AppContext.BaseDirectory).Name));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, sample + ".dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _home.Path;
        start.Environment["Authority"] = Issuer;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    protected override IEnumerable<string> Configure(IDictionary<string, string> environment)
    {
        // Documents about clients may then come from this machine.
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        return
        [
            "--OAuth:Resources:0=" + Orders, "--OAuth:Resources:1=" + Tools, "--OAuth:Scopes:orders:read:Description=See your orders",
            "--OAuth:Scopes:orders:pay:Description=Pay", "--OAuth:Scopes:tools:call:Description=Use tools in your name",
            "--OAuth:SelfRegisteredScopes:0=tools:call",
        ];
    }

    private static string Local() => "http://localhost:" + FreePort().ToString(CultureInfo.InvariantCulture);

    private async Task Start(string sample, params (string Name, string Value)[] settings)
    {
        var process = await ServerProcess.Start(Command(sample, [], settings));
        lock (_samples)
        {
            _samples.Add(process);
        }
    }

    private async Task<JsonObject> Post(string path, JsonObject client, Dictionary<string, string> form)
    {
        form["client_id"] = (string)client["client_id"]!;
        form["client_secret"] = (string)client["client_secret"]!;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await Http.PostAsync(new Uri(Issuer + path), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        var body = text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : [];
        body["client"] = client.DeepClone();
        return body;
    }
}
