using System.Globalization;

namespace Keywright.Configuration;

/// <summary>
/// Durations as people write them: <c>90</c> (seconds), <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>30d</c>, <c>01:30:00</c>, <c>1.12:00:00</c>.
/// The framework reads a bare number as days; a lifetime of 3600 would be ten years.
/// </summary>
internal static class Durations
{
    public const string Expected = "a duration such as 90s, 15m, 2h, 30d or hh:mm:ss; a bare number means seconds";

    private static readonly string[] ClockFormats = [@"h\:mm\:ss", @"hh\:mm\:ss", @"d\.hh\:mm\:ss"];

    private static readonly (string Suffix, long Seconds)[] Units = [("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static TimeSpan? Parse(string text)
    {
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParseExact(text, ClockFormats, CultureInfo.InvariantCulture, out var clock) ? clock : null;
        }

        var (suffix, seconds) = Array.Find(Units, unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        var digits = text.AsSpan(0, text.Length - (suffix?.Length ?? 0)).TrimEnd();
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var most = (long)TimeSpan.MaxValue.TotalSeconds / Math.Max(1, seconds);
        return number <= most ? TimeSpan.FromTicks(number * Math.Max(1, seconds) * TimeSpan.TicksPerSecond) : null;
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads back as <paramref name="duration"/> (whole seconds).</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var unit = seconds == 0 ? Units[0] : Array.FindLast(Units, unit => seconds % unit.Seconds == 0);
        return (seconds / unit.Seconds).ToString(CultureInfo.InvariantCulture) + unit.Suffix;
    }
}
