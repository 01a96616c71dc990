using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keywright.Tests.External;

/// <summary>Somebody at the provider.</summary>
internal sealed record ProviderUser(string Subject, string? Email, bool IsVerified = true, string Name = "Ada");

/// <summary>
/// An identity provider on loopback that does what a test tells it: an OpenID Connect provider, and GitHub's endpoints. It checks PKCE and
/// gives a code's tokens once.
/// </summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "our-client";
    public const string Secret = "provider-secret/+&";

    private readonly ConcurrentDictionary<string, (ProviderUser User, string Nonce, string Challenge)> _codes = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private readonly TestClock _clock;
    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _last;

    private FakeProvider(TestClock clock)
    {
        _clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _ = _app.Use(async (http, next) =>
        {
            http.Response.StatusCode = IsDown ? 503 : 200;
            await (IsDown ? Task.CompletedTask : next());
        });
        _ = _app.MapGet("/.well-known/openid-configuration", () => Text(Discovery()));
        _ = _app.MapGet("/jwks", () => Text(new JsonObject { ["keys"] = new JsonArray(Jwk()) }));
        _ = _app.MapPost("/token", (Delegate)Token);
        _ = _app.MapPost("/login/oauth/access_token", (Delegate)Token);
        _ = _app.MapPost("/api/oauth2/token", (Delegate)Token);
        _ = _app.MapGet("/api/users/@me", (HttpContext http) => http.Request.Headers.Authorization.ToString()
            .StartsWith("Bearer provider-access-", StringComparison.Ordinal) ? Text(Discord) : Results.StatusCode(401));
        _ = _app.MapGet("/api/v3/user", () => Text(new JsonObject { ["id"] = 4711, ["login"] = "ada", ["email"] = "profile@example.com" }));
        _ = _app.MapGet("/api/v3/user/emails", () => Results.Text(Emails, "application/json"));
        _app.Start();
    }

    public string Issuer => _app.Urls.First();

    public bool IsDown { get; set; }

    public bool SendsIssuer { get; set; }

    public string KeyId { get; private set; } = "one";

    public string Emails { get; set; } = """[{"email":"ada@example.com","primary":true,"verified":true}]""";

    /// <summary>What Discord says of the user.</summary>
    public JsonObject Discord { get; set; } = new()
    {
        ["id"] = "80351110224678912",
        ["username"] = "ada",
        ["global_name"] = "Ada L.",
        ["email"] = "ada@example.com",
        ["verified"] = true,
    };

    /// <summary>Changes the claims before they are signed.</summary>
    public Action<JsonObject> Claims { get; set; } = _ => { };

    /// <summary>Changes the token after it was signed.</summary>
    public Func<string, string> Forge { get; set; } = token => token;

    public string? DiscoveredIssuer { get; set; }

    public int KeyReads { get; private set; }

    public int Redeemed => _last;

    public static FakeProvider Start(TestClock clock) => new(clock);

    public void Rotate(string keyId) => (_key, KeyId) = (ECDsa.Create(ECCurve.NamedCurves.nistP256), keyId);

    /// <summary>What the browser brings back when the user said yes: the query of the callback.</summary>
    public string Approve(string location, ProviderUser user)
    {
        var query = QueryHelpers.ParseQuery(new Uri(location).Query);
        Assert.Equal("S256", query["code_challenge_method"].ToString());
        Assert.Equal("code", query["response_type"].ToString());
        var code = "code" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));
        _codes[code] = (user, query.TryGetValue("nonce", out var nonce) ? nonce.ToString() : "", query["code_challenge"].ToString());
        var issuer = SendsIssuer ? "&iss=" + Uri.EscapeDataString(Issuer) : "";
        return $"{new Uri(query["redirect_uri"].ToString()).AbsolutePath}?code={code}&state={query["state"]}{issuer}";
    }

    public string Sign(JsonObject header, JsonObject claims)
    {
        var signed = Encode(header) + "." + Encode(claims);
        return signed + "." + Base64Url.EncodeToString(_key.SignData(
            Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    public static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private static IResult Text(JsonNode json) => Results.Text(json.ToJsonString(), "application/json");

    private JsonObject Discovery() => new()
    {
        ["issuer"] = DiscoveredIssuer ?? Issuer,
        ["authorization_endpoint"] = Issuer + "/authorize",
        ["token_endpoint"] = Issuer + "/token",
        ["jwks_uri"] = Issuer + "/jwks",
        ["authorization_response_iss_parameter_supported"] = SendsIssuer,
    };

    private JsonObject Jwk()
    {
        KeyReads++;
        var key = _key.ExportParameters(false);
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["alg"] = "ES256",
            ["use"] = "sig",
            ["kid"] = KeyId,
            ["x"] = Base64Url.EncodeToString(key.Q.X),
            ["y"] = Base64Url.EncodeToString(key.Q.Y),
        };
    }

    private async Task<IResult> Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{System.Net.WebUtility.UrlEncode(Secret)}"));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if ((http.Request.Headers.Authorization != basic && form["client_secret"] != Secret)
            || !_codes.TryRemove(form["code"].ToString(), out var grant) || grant.Challenge != challenge)
        {
            return Results.Text("""{"error":"invalid_grant"}""", "application/json", statusCode: 400);
        }

        var access = "provider-access-" + Interlocked.Increment(ref _last);
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = grant.User.Subject,
            ["aud"] = ClientId,
            ["exp"] = now + 300,
            ["iat"] = now,
            ["nonce"] = grant.Nonce,
            ["email"] = grant.User.Email,
            ["email_verified"] = grant.User.IsVerified,
            ["name"] = grant.User.Name,
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(access)).AsSpan(0, 16)),
        };
        Claims(claims);
        var token = Forge(Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = KeyId }, claims));
        return Text(new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["id_token"] = token });
    }
}
