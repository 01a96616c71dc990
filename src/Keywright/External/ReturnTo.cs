namespace Keywright.External;

/// <summary>Where a browser may be sent when it comes back: a path of ours, or a page of a known origin, and nowhere else.</summary>
internal sealed class ReturnTo(ExternalSettings settings)
{
    public const string Rule = "Use a path such as /welcome, or a page of one of Cors:Origins.";

    private const int Longest = 1024;
    private const int LongestLocal = 8192;

    /// <summary>The address as it will be sent, or null when it is refused.</summary>
    public string? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "/";
        }

        // Browsers take \ for / and drop tabs and line feeds; whoever writes such a thing means another site.
        if (text.Length > Longest || text.Any(c => c is '\\' or <= ' ' or > '~'))
        {
            return null;
        }

        return text[0] == '/' ? Path(text) : Page(text);
    }

    /// <summary>
    /// For pages of ours: a path of ours as it will be sent, or null. It may be longer, as it may be an authorization request.
    /// </summary>
    public string? Local(string? text) =>
        text is { Length: > 0 and <= LongestLocal } && text[0] == '/' && !text.Any(c => c is '\\' or <= ' ' or > '~') ? Path(text) : null;

    /// <summary>With a member added to its query.</summary>
    public static string With(string address, string name, string value)
    {
        var parts = address.Split('#', 2);
        var separator = parts[0].Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var fragment = parts.Length > 1 ? "#" + parts[1] : "";
        return $"{parts[0]}{separator}{name}={Uri.EscapeDataString(value)}{fragment}";
    }

    // Resolved as a browser would, so that "/.//evil.example" is seen for what it is.
    private string? Path(string text) =>
        Uri.TryCreate(settings.OwnOrigin + text, UriKind.Absolute, out var address)
            && address.GetLeftPart(UriPartial.Authority).Equals(settings.OwnOrigin, StringComparison.OrdinalIgnoreCase)
            && !address.AbsolutePath.StartsWith("//", StringComparison.Ordinal)
            ? address.PathAndQuery + address.Fragment
            : null;

    private string? Page(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo.Length: 0 }
            && settings.ReturnOrigins.Contains(address.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase)
            ? address.AbsoluteUri
            : null;
}
