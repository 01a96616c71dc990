using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>
/// Calls the issuer, whose endpoints its metadata tells (RFC 8414, OpenID Connect Discovery §4). Short waits, small answers.
/// </summary>
internal sealed partial class IssuerClient(KeywrightBearerOptions options, ILogger log)
{
    private volatile Endpoints? _endpoints;

    private sealed record Endpoints(Uri Keys, Uri? Introspection);

    /// <summary>Null when the server can't be reached, or does not say what it must.</summary>
    public async Task<KeySet?> Keys(CancellationToken ct)
    {
        if (await Find(ct) is not { } endpoints)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, endpoints.Keys);
        if (await Send(request, ct) is { } body && KeySet.Parse(body) is { Keys.Count: > 0 } keys)
        {
            return keys;
        }

        // They may have moved.
        _endpoints = null;
        return null;
    }

    /// <summary>What the server says of a token, or null.</summary>
    public async Task<JsonElement?> Introspect(
        string token, Func<List<KeyValuePair<string, string>>, string?> authenticate, CancellationToken ct)
    {
        if ((await Find(ct))?.Introspection is not { } endpoint)
        {
            return null;
        }

        // RFC 7662 §2.1.
        List<KeyValuePair<string, string>> form = [new("token", token), new("token_type_hint", "access_token")];
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        if (authenticate(form) is { } basic)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        }

        using var content = new FormUrlEncodedContent(form);
        request.Content = content;
        return await Send(request, ct) is { } body ? StrictJson.Object(body) : null;
    }

    private async Task<Endpoints?> Find(CancellationToken ct)
    {
        if (_endpoints is { } known)
        {
            return known;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, options.Issuer + "/.well-known/openid-configuration");
        if (await Send(request, ct) is not { } body || StrictJson.Object(body) is not { } metadata)
        {
            return null;
        }

        // RFC 8414 §3.3: the document is the issuer's own, or it is nobody's.
        return metadata.Text("issuer") == options.Issuer && Endpoint(metadata, "jwks_uri") is { } keys
            ? _endpoints = new Endpoints(keys, Endpoint(metadata, "introspection_endpoint"))
            : null;
    }

    private Uri? Endpoint(JsonElement metadata, string name) =>
        metadata.Text(name) is { } text && KeywrightBearerOptions.IsWeb(text, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || options.Issuer.StartsWith("http://", StringComparison.Ordinal))
            ? url
            : null;

    private async Task<byte[]?> Send(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await options.Backchannel.SendAsync(request, ct);
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
