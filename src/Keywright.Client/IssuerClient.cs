using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>
/// Calls the issuer, whose endpoints its metadata tells (RFC 8414, OpenID Connect Discovery §4). Short waits, small answers.
/// </summary>
internal sealed partial class IssuerClient(string issuer, HttpClient http, ILogger log)
{
    private volatile Found? _found;

    private sealed record Found(JsonElement Metadata);

    /// <summary>Null when the server can't be reached, or does not say what it must.</summary>
    public async Task<KeySet?> Keys(CancellationToken ct)
    {
        if (await Endpoint("jwks_uri", ct) is not { } address)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (await Send(request, ct) is { } body && KeySet.Parse(body) is { Keys.Count: > 0 } keys)
        {
            return keys;
        }

        // They may have moved.
        _found = null;
        return null;
    }

    /// <summary>What the server says of a token, or null.</summary>
    public async Task<JsonElement?> Introspect(
        string token, Func<List<KeyValuePair<string, string>>, string?> authenticate, CancellationToken ct)
    {
        // RFC 7662 §2.1.
        List<KeyValuePair<string, string>> form = [new("token", token), new("token_type_hint", "access_token")];
        var basic = authenticate(form);
        return await Post("introspection_endpoint", form, basic, ct);
    }

    /// <summary>The JSON that an endpoint answers a form with, or null.</summary>
    public async Task<JsonElement?> Post(
        string endpoint, IEnumerable<KeyValuePair<string, string>> form, string? basic, CancellationToken ct)
    {
        if (await Endpoint(endpoint, ct) is not { } address)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        using var content = new FormUrlEncodedContent(form);
        request.Content = content;
        if (basic is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        }

        return await Send(request, ct) is { } body ? StrictJson.Object(body) : null;
    }

    /// <summary>The claims that the server tells the holder of an access token, or null.</summary>
    public async Task<JsonElement?> UserInfo(string accessToken, CancellationToken ct)
    {
        if (await Endpoint("userinfo_endpoint", ct) is not { } address)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await Send(request, ct) is { } body ? StrictJson.Object(body) : null;
    }

    /// <summary>Where an endpoint is, or null when the server can't be reached or has none.</summary>
    public async Task<Uri?> Endpoint(string name, CancellationToken ct)
    {
        if (_found is { } known)
        {
            return Address(known.Metadata, name);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, issuer + "/.well-known/openid-configuration");

        // RFC 8414 §3.3: the document is the issuer's own, or it is nobody's.
        if (await Send(request, ct) is not { } body || StrictJson.Object(body) is not { } metadata
            || metadata.Text("issuer") != issuer || Address(metadata, "jwks_uri") is null)
        {
            return null;
        }

        _found = new Found(metadata);
        return Address(metadata, name);
    }

    private Uri? Address(JsonElement metadata, string name) =>
        metadata.Text(name) is { } text && KeywrightBearerOptions.IsWeb(text, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || issuer.StartsWith("http://", StringComparison.Ordinal))
            ? url
            : null;

    private async Task<byte[]?> Send(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(request, ct);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsByteArrayAsync(ct);
            }

            Answered(log, request.RequestUri!, (int)response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException && !ct.IsCancellationRequested)
        {
            Failed(log, e, request.RequestUri!);
        }

        return null;
    }

    /// <summary>RFC 6749 §2.3.1: name and secret are form-encoded before they are joined.</summary>
    public static string Basic(string id, string secret) => Convert.ToBase64String(
        Encoding.ASCII.GetBytes(Encoded(id) + ":" + Encoded(secret)));

    private static string Encoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Address} answered {Status}")]
    private static partial void Answered(ILogger log, Uri address, int status);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Address} can't be reached")]
    private static partial void Failed(ILogger log, Exception e, Uri address);
}
