namespace Keywright.Pages;

/// <summary>An address that a page may hold: a path of our own, or a site. Nothing that runs, such as <c>javascript:</c>.</summary>
internal readonly record struct Link
{
    private readonly string? _address;

    private Link(string address) => _address = address;

    public string Address => _address ?? "/";

    /// <exception cref="ArgumentException">It is not a path of this site.</exception>
    public static Link Local(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
            ? new Link(path)
            : throw new ArgumentException("A path of this site begins with one slash.", nameof(path));

    /// <summary>A path of ours with what follows the question mark.</summary>
    public static Link Local(string path, params IEnumerable<(string Name, string? Value)> query)
    {
        var pairs = query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}").ToList();
        return Local(pairs.Count == 0 ? path : path + "?" + string.Join('&', pairs));
    }

    /// <summary>A site of somebody else's, or null where the text is no http or https URL.</summary>
    public static Link? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo.Length: 0 }
            ? new Link(address.AbsoluteUri)
            : null;
}
