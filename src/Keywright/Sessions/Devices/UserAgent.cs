namespace Keywright.Sessions.Devices;

/// <summary>
/// Reads what a client says of itself, with a small table instead of a library: for people to recognise their devices, not for decisions
/// about what a browser can do. Time is linear in the text, of which 512 characters are looked at.
/// </summary>
internal static class UserAgent
{
    private const int Longest = 512;
    private const int LongestVersion = 6;

    public static Device Read(string? agent, ClientHints? hints = null)
    {
        var text = agent is null ? "" : agent.Length > Longest ? agent[..Longest] : agent;
        if (AgentWords.First(AgentWords.Bots, text) is { } bot)
        {
            return new(Device.Bot, bot.Name);
        }

        return text.StartsWith("Mozilla/", StringComparison.Ordinal) || text.StartsWith("Opera/", StringComparison.Ordinal)
            ? Browser(text, hints ?? ClientHints.None)
            : AgentWords.First(AgentWords.Tools, text) is { } tool
                ? new(Device.Api, tool.Name + Version(text.AsSpan(tool.At)))
                : new(Device.Api, null);
    }

    private static Device Browser(string text, ClientHints hints)
    {
        var browser = AgentWords.First(AgentWords.Brands, hints.Brands ?? "")?.Name ?? AgentWords.First(AgentWords.Browsers, text)?.Name;
        var system = AgentWords.First(AgentWords.Platforms, hints.Platform ?? "")?.Name ?? AgentWords.First(AgentWords.Systems, text)?.Name;
        return new(TypeOf(text, system, hints.Mobile), (browser, system) switch
        {
            (null, null) => null,
            (null, _) => "Browser on " + system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        })
        {
            Model = hints.Model,
        };
    }

    private static string TypeOf(string text, string? system, string? isMobile) =>
        Has(text, "iPad") || Has(text, "Tablet") || Has(text, "Silk/") || Has(text, "Kindle") ? Device.Tablet
        : isMobile == "?1" ? Device.Mobile
        : system is "iPhone" or "iPod" or "Windows Phone" or "KaiOS" ? Device.Mobile
        : system == "Android" ? Has(text, "Mobile") && isMobile != "?0" ? Device.Mobile : Device.Tablet
        : Has(text, "Mobile") && (system is null or "a Samsung device") ? Device.Mobile
        : Device.Desktop;

    /// <summary>The first two numbers of a version: " 8.1", or nothing.</summary>
    private static string Version(ReadOnlySpan<char> text)
    {
        var end = 0;
        var dots = 0;
        while (end < text.Length && end < LongestVersion && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && ++dots < 2)))
        {
            end++;
        }

        var version = text[..end].TrimEnd('.');
        return version.Length == 0 || !char.IsAsciiDigit(version[0]) ? "" : $" {version}";
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
