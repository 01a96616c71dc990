namespace Keywright.OAuth.Clients;

/// <summary>The addresses in a client's metadata that are not redirect URIs.</summary>
internal static class WebAddress
{
    private const string Rule = "Use an https URL of at most 2048 characters without a fragment, user name or password.";

    /// <summary>
    /// Why an address is refused that we call, or that people follow from our pages (no <c>javascript:</c> among them), or null. On
    /// loopback http will do, for development.
    /// </summary>
    public static string? Refuse(string text) =>
        Parse(text) is { } uri && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.UserInfo.Length == 0 && uri.Host.Length > 0
            ? null
            : Rule;

    /// <summary>RFC 8707 §2: an absolute URI without a fragment. It is compared, and never called.</summary>
    public static string? RefuseResource(string text) => Parse(text) is null ? "Use an absolute URI without a fragment." : null;

    private static Uri? Parse(string text) =>
        text.Length <= RedirectUris.Longest && text.All(c => c is > ' ' and < '\x7f' and not ('#' or '\\' or '<' or '>' or '"'))
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.StartsWith(uri.Scheme + ":", StringComparison.OrdinalIgnoreCase)
            ? uri
            : null;
}
