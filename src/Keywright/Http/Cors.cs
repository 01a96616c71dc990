using Microsoft.Net.Http.Headers;

namespace Keywright.Http;

/// <summary>
/// The fields that let pages of <c>Cors:Origins</c> call us (Fetch Standard §3.2). Where the host's own middleware has answered already,
/// its answer stands.
/// </summary>
internal sealed class Cors(HttpSettings settings)
{
    private const string RequestHeaders = "Authorization, Content-Type, DPoP, " + SameOrigin.HeaderName;
    private const string ReadableHeaders =
        $"{RateLimitFields.Policy}, {RateLimitFields.Limit}, Retry-After, WWW-Authenticate, DPoP-Nonce";

    public void Add(HttpContext http)
    {
        if (settings.CorsOrigins.Count == 0)
        {
            return;
        }

        var headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = http.Request.Headers.Origin.ToString();
        if (settings.CorsOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) && headers.AccessControlAllowOrigin.Count == 0)
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            headers.AccessControlExposeHeaders = ReadableHeaders;
        }
    }

    /// <summary>What a preflight asks for beside the origin. Says nothing to an origin that was not allowed.</summary>
    public static void AddPreflight(HttpContext http, string methods)
    {
        var headers = http.Response.Headers;
        if (headers.AccessControlAllowOrigin.Count > 0 && http.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            headers.AccessControlAllowMethods = methods;
            headers.AccessControlAllowHeaders = RequestHeaders;
            headers.AccessControlMaxAge = "600";
        }
    }
}
