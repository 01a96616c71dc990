using Keywright.Http;

namespace Keywright.Sessions.Devices;

/// <summary>User agent client hints, which Chromium sends where its user agent no longer tells (W3C UA Client Hints).</summary>
internal sealed record ClientHints(string? Brands, string? Platform, string? Mobile, string? Model)
{
    public static readonly ClientHints None = new(null, null, null, null);

    private const int Longest = 512;
    private const int LongestModel = 40;

    public static ClientHints Of(Call call) => new(
        Field(call, "Sec-CH-UA"), Field(call, "Sec-CH-UA-Platform"), Field(call, "Sec-CH-UA-Mobile"),
        ModelOf(Field(call, "Sec-CH-UA-Model")));

    private static string? Field(Call call, string name) =>
        call.Http.Request.Headers[name].ToString() is { Length: > 0 and <= Longest } text ? text : null;

    /// <summary>The one free word of a client's: kept only when it looks like the name of a telephone.</summary>
    private static string? ModelOf(string? text) =>
        text?.Trim('"', ' ') is { Length: > 0 and <= LongestModel } model
        && model.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '(' or ')' or '+')
            ? model
            : null;
}
