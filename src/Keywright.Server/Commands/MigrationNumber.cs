using System.CommandLine.Parsing;
using System.Globalization;

namespace Keywright.Server.Commands;

/// <summary>The number of a migration: 12, 0012, or the whole name 0012_users.</summary>
internal static class MigrationNumber
{
    public static long? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text.Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"'{text}' is no number of a migration: expected 12, 0012 or 0012_users.");
        return null;
    }
}
