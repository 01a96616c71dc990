namespace Keywright.Http;

/// <summary>What every answer of the API tells a browser. Pages have a policy of their own.</summary>
internal static class SecurityFields
{
    public static void Add(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        // An answer is data: opened as a document, it may load, run, frame and submit nothing.
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }
}
