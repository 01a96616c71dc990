using System.Globalization;

namespace Keywright.OAuth.Clients;

/// <summary>
/// Where an answer may be sent (RFC 9700 §2.1, §4.1): to a URI that the client registered, character for character. What may be registered
/// is written in one way only, so that comparing characters means something.
/// </summary>
internal static class RedirectUris
{
    public const int Longest = 2048;

    // RFC 3986 §2: what a URI is made of. No backslash, no blank, nothing that one parser mends and another does not.
    private const string Punctuation = "-._~:/?#[]@!$&'()*+,;=%";

    private static readonly string[] LoopbackAddresses = ["http://127.0.0.1", "http://[::1]"];

    /// <summary>
    /// Whether the client registered <paramref name="uri"/>. Of a registered loopback address any port will do (RFC 8252 §7.3): a native
    /// application gets from its system the port that is free. <c>localhost</c> is a name, and names can be made to mean other machines
    /// (RFC 8252 §8.3), so its port is compared as all else.
    /// </summary>
    public static bool Matches(OAuthClient client, string uri)
    {
        foreach (var registered in client.RedirectUris)
        {
            if (string.Equals(registered, uri, StringComparison.Ordinal) || IsOnAnotherPort(registered, uri))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Why a client may not register <paramref name="uri"/>, or null.</summary>
    public static string? Refuse(string? uri, bool isNative) =>
        string.IsNullOrEmpty(uri) ? "Name a URI."
        : uri.Length > Longest ? "Use at most 2048 characters."
        : uri.Any(c => !char.IsAsciiLetterOrDigit(c) && !Punctuation.Contains(c))
            ? "Use only the characters of a URI (RFC 3986); escape the others."
        : uri.Contains('#') ? "Leave out the fragment (#…)."
        : uri.Contains('*') ? "Name each URI; there are no wildcards."
        : !HasWholeEscapes(uri) ? "After % there must be two hexadecimal digits."
        : !Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || !uri.StartsWith(parsed.Scheme + ":", StringComparison.OrdinalIgnoreCase)
            ? "Use an absolute URI."
        : parsed.UserInfo.Length > 0 || AuthorityOf(uri).Contains('@') ? "Leave out the user name and password."
        : RefuseScheme(parsed, isNative) ?? RefuseForm(uri, parsed);

    private static string? RefuseScheme(Uri uri, bool isNative) => uri.Scheme switch
    {
        "https" => uri.Host.Length > 0 ? null : "Name a host.",
        "http" when isNative => IsLoopback(uri) ? null : "Use https, or http on 127.0.0.1, [::1] or localhost.",
        "http" => "Use https. Only an application of application_type native may use http, on 127.0.0.1, [::1] or localhost.",

        // RFC 8252 §7.1: the reverse of a name that the application owns. javascript:, data:, file: and their like have no dot.
        var scheme when !scheme.Contains('.') => "Use https, or in a native application a scheme like com.example.app.",
        _ when !isNative => "Use https. Only an application of application_type native may use a scheme of its own.",
        _ => null,
    };

    private static bool IsLoopback(Uri uri) => uri.Host is "127.0.0.1" or "[::1]" or "localhost";

    // Another spelling of the same place would be compared as another place: upper case, a default port, /../, %41 for A, 0x7f.1.
    private static string? RefuseForm(string uri, Uri parsed)
    {
        var canonical = parsed.AbsoluteUri;
        var hasNoPath = parsed.PathAndQuery is "/" or "" && uri + "/" == canonical;
        return uri == canonical || hasNoPath ? null : $"Write it as {canonical}";
    }

    private static string AuthorityOf(string uri)
    {
        var start = uri.IndexOf("//", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var rest = uri[(start + 2)..];
        var end = rest.IndexOfAny(['/', '?']);
        return end < 0 ? rest : rest[..end];
    }

    private static bool HasWholeEscapes(string uri)
    {
        for (var i = uri.IndexOf('%'); i >= 0; i = uri.IndexOf('%', i + 1))
        {
            if (i + 2 >= uri.Length || !char.IsAsciiHexDigit(uri[i + 1]) || !char.IsAsciiHexDigit(uri[i + 2]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOnAnotherPort(string registered, string uri)
    {
        foreach (var address in LoopbackAddresses)
        {
            if (AfterPort(registered, address, out var wanted) && AfterPort(uri, address, out var given))
            {
                return wanted.SequenceEqual(given);
            }
        }

        return false;
    }

    /// <summary>What follows the address and its port: a path, a query, or nothing. False when the URI is of another host.</summary>
    private static bool AfterPort(string uri, string address, out ReadOnlySpan<char> rest)
    {
        rest = [];
        if (!uri.StartsWith(address, StringComparison.Ordinal))
        {
            return false;
        }

        rest = uri.AsSpan(address.Length);
        if (rest is [':', ..])
        {
            var digits = 1;
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            {
                digits++;
            }

            // As browsers write ports: no zero in front, none above 65535.
            if (digits is < 2 or > 6 || rest[1] == '0' || int.Parse(rest[1..digits], CultureInfo.InvariantCulture) > ushort.MaxValue)
            {
                return false;
            }

            rest = rest[digits..];
        }

        return rest is [] or ['/', ..] or ['?', ..];
    }
}
