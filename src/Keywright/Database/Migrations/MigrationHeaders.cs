using System.Text.RegularExpressions;

namespace Keywright.Database.Migrations;

/// <summary>The comments that a migration file opens with: <c>-- key: value</c>. Other comments among them are just that.</summary>
internal static partial class MigrationHeaders
{
    public const string DefaultType = "schema";

    private static readonly string[] Types = [DefaultType, "data", "index", "function"];

    // Known to the format and not to this engine: a file that asks for them must not be run without them.
    private static readonly string[] Unsupported = ["transaction", "lock-timeout", "statement-timeout", "phase"];

    /// <exception cref="MigrationException">A header says what this engine can't do.</exception>
    public static (string? Description, string Type) Read(string fileName, string sql)
    {
        var (description, type) = ((string?)null, DefaultType);
        foreach (var line in sql.Split('\n').Select(line => line.Trim()).TakeWhile(IsHead))
        {
            var header = Header().Match(line);
            var value = header.Groups["value"].Value;
            switch (header.Groups["key"].Value)
            {
                case "description":
                    description = value;
                    break;
                case "type":
                    type = Types.Contains(value)
                        ? value
                        : throw Refuse(fileName, $"the type \"{value}\" is not one of {string.Join(", ", Types)}");
                    break;
                case var key when Unsupported.Contains(key):
                    throw Refuse(fileName, $"the header \"{key}\" is not supported by this version");
                default:
                    break;
            }
        }

        return (description, type);
    }

    private static bool IsHead(string line) => line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal);

    private static MigrationException Refuse(string fileName, string reason) =>
        new(MigrationProblem.Refused, $"{fileName}: {reason}.");

    [GeneratedRegex(@"^--\s*(?<key>[a-z][a-z-]*):\s*(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
