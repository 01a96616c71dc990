using System.Globalization;

namespace Keywright.Maintenance.Import;

/// <summary>
/// Times as others write them: ISO 8601 and what databases print, in UTC where no zone is named; or seconds or milliseconds since 1970.
/// </summary>
internal static class ForeignTime
{
    public static DateTimeOffset? Parse(string text)
    {
        text = text.Trim();
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            // Seconds have ten digits until 2286.
            var milliseconds = text.Length <= 10 ? number * 1000 : number;
            return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null;
        }

        // PostgreSQL prints the zone as +00.
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }
}
