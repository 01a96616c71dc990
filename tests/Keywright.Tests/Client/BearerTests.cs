using System.Net;
using System.Text.Json.Nodes;
using Keywright.Client;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keywright.Tests.Client;

/// <summary>An API of its own that takes the tokens of a <see cref="FakeIssuer"/>.</summary>
public abstract class BearerTests : IAsyncLifetime
{
    protected const string Api = "https://api.example/v1";

    private WebApplication _app = null!;
    private HttpClient _client = null!;

    internal FakeIssuer Issuer { get; } = new();

    internal TestClock Clock { get; } = new();

    internal TestKey Key => Issuer.Keys[0];

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication().AddKeywrightBearer(options =>
        {
            options.Authority = FakeIssuer.Url;
            options.Audience = Api;
            options.BackchannelHandler = Issuer;
            Configure(options);
        });

        _app = builder.Build();
        _app.MapGet("/v1/me", (HttpContext http) => string.Join(' ', http.User.Claims.Select(claim => $"{claim.Type}={claim.Value}")))
            .RequireAuthorization();
        _app.MapGet("/v1/posts", () => "posts").RequireScope("posts:read", "posts:list");
        _app.MapProtectedResourceMetadata();
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Issuer.Dispose();
    }

    private protected virtual void Configure(KeywrightBearerOptions options)
    {
    }

    private protected Task<Answer> Get(string? token, string scheme = "Bearer", string path = "/v1/me", string[]? proofs = null) => Send(
        path,
        [.. token is null ? [] : new[] { ("Authorization", $"{scheme} {token}") }, .. (proofs ?? []).Select(proof => ("DPoP", proof))]);

    private protected async Task<Answer> Send(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        return await Answer.Read(response);
    }

    /// <summary>A token as the issuer makes it, with what a test changes about it.</summary>
    private protected string Token(Action<JsonObject>? change = null, TestKey? key = null, string? type = "at+jwt")
    {
        var claims = new JsonObject
        {
            ["iss"] = FakeIssuer.Url,
            ["sub"] = "ada",
            ["aud"] = Api,
            ["client_id"] = "app",
            ["scope"] = "posts:read posts:write",
            ["iat"] = At(0),
            ["exp"] = At(300),
            ["jti"] = "1",
        };
        change?.Invoke(claims);
        return (key ?? Key).Token(claims, type);
    }

    private protected long At(int seconds) => Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();

    private protected static void IsRefused(Answer answer, string error = "invalid_token")
    {
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains($"error=\"{error}\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }
}
