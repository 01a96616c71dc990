using System.CommandLine.Parsing;
using System.Globalization;
using Keywright.Configuration;

namespace Keywright.Server.Commands;

/// <summary>A time to come as people write it: <c>90d</c> from now, or an instant.</summary>
internal sealed record Moment(TimeSpan? After, DateTimeOffset? At)
{
    public const string Expected = "a time from now such as 90d, 12h or 30m, or an instant such as 2030-01-31 or 2030-01-31T12:00:00Z";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36500);

    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>An instant without a zone is in UTC. A bare number is refused: the next reader takes it for days, we for seconds.</summary>
    public static Moment? Parse(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Utc, out var instant))
        {
            return new Moment(null, instant);
        }

        return !text.All(char.IsAsciiDigit) && Durations.Parse(text) is { } duration && duration > TimeSpan.Zero && duration <= Longest
            ? new Moment(duration, null)
            : null;
    }

    /// <summary>For an option of the command line.</summary>
    public static Moment? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var moment = Parse(text);
        if (moment is null)
        {
            result.AddError($"'{text}' is no time: expected {Expected}.");
        }

        return moment;
    }

    public DateTimeOffset Resolve(TimeProvider clock) => At ?? clock.GetUtcNow() + After!.Value;
}
