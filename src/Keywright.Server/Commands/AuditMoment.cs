using System.CommandLine.Parsing;

namespace Keywright.Server.Commands;

/// <summary>A time gone by: <c>7d</c> ago, or an instant.</summary>
internal sealed record AuditMoment(Moment Moment)
{
    public static AuditMoment? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Moment.Parse(text) is { } moment)
        {
            return new AuditMoment(moment);
        }

        result.AddError($"'{text}' is no time: expected a time ago such as 7d, 24h or 30m, or an instant such as 2026-01-31.");
        return null;
    }

    public DateTimeOffset Resolve(DateTimeOffset now) => Moment.At ?? now - Moment.After!.Value;
}
