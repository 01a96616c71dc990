namespace Keywright.OAuth.Introspection;

/// <summary>
/// An access token as a resource server gets it: in the Authorization header (RFC 6750 §2.1, RFC 9449 §7.1), nowhere else.
/// </summary>
/// <param name="Text">The token.</param>
/// <param name="IsBound">Whether it came as DPoP: then a proof must come with it.</param>
internal sealed record BearerToken(string Text, bool IsBound)
{
    public static BearerToken? From(HttpContext http)
    {
        if (http.Request.Headers.Authorization is not [{ } header])
        {
            return null;
        }

        var space = header.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? null : header[..space] switch
        {
            var scheme when scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) => new(header[(space + 1)..].Trim(), false),
            var scheme when scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase) => new(header[(space + 1)..].Trim(), true),
            _ => null,
        };
    }
}

/// <summary>RFC 6750 §3: why a token is not taken. Without one there is no error to tell.</summary>
internal sealed class BearerRefusal(string? error) : IResult
{
    public string? Scope { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = error == "insufficient_scope" ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        response.Headers.CacheControl = "no-store";
        var scope = Scope is null ? "" : $", scope=\"{Scope}\"";
        response.Headers.WWWAuthenticate = error is null
            ? "Bearer realm=\"keywright\""
            : $"Bearer realm=\"keywright\", error=\"{error}\"{scope}";
        return Task.CompletedTask;
    }
}
