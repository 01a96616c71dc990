using System.Globalization;

namespace Keywright.Letters;

/// <summary>Durations and instants as a letter says them.</summary>
internal static class Spoken
{
    public static string Duration(TimeSpan span) =>
        span.TotalDays >= 2 && span.Ticks % TimeSpan.TicksPerDay == 0 ? Count((int)span.TotalDays, "day")
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? Count((int)span.TotalHours, "hour")
        : Count((int)Math.Max(1, span.TotalMinutes), "minute");

    /// <summary>In UTC: where the reader is we don't know.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Count(int number, string unit) => $"{number} {unit}{(number == 1 ? "" : "s")}";
}
