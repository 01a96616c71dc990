namespace Keywright.Http.Places;

internal static class CountryCode
{
    /// <summary>ISO 3166-1 alpha-2 in capitals, or null. XX says "unknown", T1 a Tor exit: neither is a country.</summary>
    public static string? Parse(string? text) =>
        text is [var first, var second] && char.IsAsciiLetter(first) && char.IsAsciiLetter(second)
        && text.ToUpperInvariant() is var code && code is not ("XX" or "ZZ")
            ? code
            : null;
}
