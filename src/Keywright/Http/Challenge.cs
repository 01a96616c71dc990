namespace Keywright.Http;

/// <summary>The WWW-Authenticate field of a 401.</summary>
internal static class Challenge
{
    public static string For(HttpContext context, ProblemCode code, string detail)
    {
        var settings = context.RequestServices.GetRequiredService<HttpSettings>();
        var scheme = settings.TokenScheme;

        // RFC 6750 §3.1: no error code where the request carried no credential at all.
        if (code == ProblemCode.TokenExpired || code == ProblemCode.TokenRevoked
            || (code == ProblemCode.Unauthenticated && context.Request.Headers.ContainsKey(settings.TokenHeader)))
        {
            return $"{scheme} realm=\"keywright\", error=\"invalid_token\", error_description=\"{Quotable(detail)}\"";
        }

        return $"{scheme} realm=\"keywright\"";
    }

    /// <summary>RFC 6750 §3: error_description holds %x20-21 / %x23-5B / %x5D-7E only.</summary>
    private static string Quotable(string text) =>
        string.Concat(text.Select(c => c is '"' or '\\' or < ' ' or > '~' ? '\'' : c));
}
