using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Keywright.Tests.Client;

/// <summary>A server that users sign in at, as a web application sees it through its HTTP handler.</summary>
internal sealed class FakeProvider(TimeProvider clock, string url = FakeProvider.Url) : HttpMessageHandler
{
    public const string Url = "https://id.example";

    public TestKey Key { get; } = new();

    /// <summary>What the application sent in its request: the ID token says it back.</summary>
    public string Nonce { get; set; } = "";

    /// <summary>What a test changes about the ID token.</summary>
    public Action<JsonObject>? Id { get; set; }

    public string IdType { get; set; } = "JWT";

    public TestKey? Signer { get; set; }

    public JsonObject User { get; } = new()
    {
        ["sub"] = "ada",
        ["name"] = "Ada Lovelace",
        ["email"] = "ada@example.com",
        ["roles"] = new JsonArray("editor"),
    };

    /// <summary>Whether the token endpoint refuses.</summary>
    public bool Refuses { get; set; }

    public bool IsAway { get; set; }

    /// <summary>The forms that came to the token endpoint.</summary>
    public List<Dictionary<string, string>> Forms { get; } = [];

    public string? Authorization { get; private set; }

    public string IdToken(string access)
    {
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = url,
            ["sub"] = "ada",
            ["aud"] = "shop",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            ["nonce"] = Nonce,
            ["sid"] = "session",
            ["at_hash"] = HashOf(access),
        };
        Id?.Invoke(claims);
        return (Signer ?? Key).Token(claims, IdType);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsAway ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : request.RequestUri!.AbsolutePath switch
        {
            "/.well-known/openid-configuration" => Json(Metadata()),
            "/keys" => Json(TestKey.JwksOf(Key)),
            "/token" => await Token(request),
            // The newest token only.
            "/userinfo" when request.Headers.Authorization?.ToString() == $"Bearer access {Forms.Count}" => Json(User.ToJsonString()),
            "/userinfo" => new HttpResponseMessage(HttpStatusCode.Unauthorized),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };

    private string Metadata() => new JsonObject
    {
        ["issuer"] = url,
        ["authorization_endpoint"] = url + "/authorize",
        ["token_endpoint"] = url + "/token",
        ["userinfo_endpoint"] = url + "/userinfo",
        ["end_session_endpoint"] = url + "/bye",
        ["jwks_uri"] = url + "/keys",
    }.ToJsonString();

    private async Task<HttpResponseMessage> Token(HttpRequestMessage request)
    {
        var form = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync());
        Forms.Add(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
        Authorization = request.Headers.Authorization?.ToString();
        if (Refuses)
        {
            return new HttpResponseMessage(HttpStatusCode.BadRequest);
        }

        var access = $"access {Forms.Count}";
        return Json(new JsonObject
        {
            ["access_token"] = access,
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
            ["refresh_token"] = $"refresh {Forms.Count}",
            ["id_token"] = IdToken(access),
        }.ToJsonString());
    }

    private static string HashOf(string token) => System.Buffers.Text.Base64Url.EncodeToString(
        System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, 16));

    private static HttpResponseMessage Json(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
}
