using System.Globalization;

namespace Keywright.Database;

/// <summary>
/// Instants as both databases keep them: UTC, whole milliseconds (what is written equals what is read). As text they have
/// one width, so that text order is time order: <c>2026-11-21T05:47:00.123Z</c>.
/// </summary>
internal static class Instants
{
    public const int TextLength = 24;

    private const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static DateTimeOffset Cut(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }

    public static string ToText(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Writes exactly <see cref="TextLength"/> ASCII bytes.</summary>
    public static void Write(long utcTicks, Span<byte> destination) =>
        _ = new DateTime(utcTicks, DateTimeKind.Utc).TryFormat(destination, out _, Format, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is not an instant in the form above.</exception>
    public static DateTimeOffset Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != TextLength || text[4] != '-' || text[10] != 'T' || text[19] != '.' || text[23] != 'Z')
        {
            throw new FormatException("An instant in the database must read like 2026-11-21T05:47:00.123Z.");
        }

        return new DateTimeOffset(
            Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]),
            Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]), Digits(text[20..23]), TimeSpan.Zero);
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
