using System.Globalization;
using System.Text.RegularExpressions;

namespace Keywright.Database.Migrations;

/// <summary>The comments that a migration file opens with: <c>-- key: value</c>. Other comments among them are just that.</summary>
internal sealed partial record MigrationHeaders
{
    public const string DefaultType = "schema";

    public static readonly MigrationHeaders None = new();

    private static readonly string[] Types = [DefaultType, "data", "index", "function"];

    private static readonly string[] Phases = ["expand", "backfill", "contract"];

    private static readonly string[] Keys =
        ["description", "type", "transaction", "lock-timeout", "statement-timeout", "phase", "min-app-version"];

    public string? Description { get; init; }

    /// <summary>schema, data, index or function.</summary>
    public string Type { get; init; } = DefaultType;

    /// <summary>False: one statement after another, each for itself.</summary>
    public bool IsTransactional { get; init; } = true;

    /// <summary>How long a statement waits for a lock, PostgreSQL only. Zero is for ever.</summary>
    public TimeSpan? LockTimeout { get; init; }

    /// <summary>How long a statement may run, PostgreSQL only.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>expand, backfill or contract.</summary>
    public string? Phase { get; init; }

    /// <summary>The oldest version of the application that works with the schema after this migration.</summary>
    public string? MinAppVersion { get; init; }

    /// <summary>What the file says, and what is wrong with that.</summary>
    public static (MigrationHeaders Headers, IReadOnlyList<string> Problems) Read(string sql)
    {
        var headers = None;
        var problems = new List<string>();
        foreach (var line in sql.Split('\n').Select(line => line.Trim()).TakeWhile(IsHead))
        {
            var header = Header().Match(line);
            if (header.Success)
            {
                headers = headers.With(header.Groups["key"].Value, header.Groups["value"].Value, problems);
            }
        }

        return (headers, problems);
    }

    /// <summary>As long as 250ms, 5s, 10min, 1h, or 0.</summary>
    public static TimeSpan? Duration(string text) =>
        DurationText().Match(text) is not { Success: true } match ? null
        : !long.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number) || number > 86_400_000 ? null
        : match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "min" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => number == 0 ? TimeSpan.Zero : null,
        };

    private MigrationHeaders With(string key, string value, List<string> problems)
    {
        switch (key)
        {
            case "description":
                return this with { Description = value };
            case "type":
                return this with { Type = OneOf(Types, key, value, problems) };
            case "phase":
                return this with { Phase = OneOf(Phases, key, value, problems) };
            case "transaction":
                return this with { IsTransactional = OneOf(["none"], key, value, problems) != "none" };
            case "lock-timeout":
                return this with { LockTimeout = Limit(key, value, problems) };
            case "statement-timeout":
                return this with { StatementTimeout = Limit(key, value, problems) };
            case "min-app-version":
                if (!Version.TryParse(value, out _))
                {
                    problems.Add($"the min-app-version \"{value}\" is not written like 1.2.0");
                }

                return this with { MinAppVersion = value };
            default:
                if (Keys.FirstOrDefault(known => IsLike(known, key)) is { } meant)
                {
                    problems.Add($"the header \"{key}\" is unknown: is \"{meant}\" meant?");
                }

                return this;
        }
    }

    private static string OneOf(string[] words, string key, string value, List<string> problems)
    {
        if (!words.Contains(value))
        {
            problems.Add($"the {key} \"{value}\" is not one of {string.Join(", ", words)}");
        }

        return value;
    }

    private static TimeSpan? Limit(string key, string value, List<string> problems)
    {
        var limit = Duration(value);
        if (limit is null)
        {
            problems.Add($"the {key} \"{value}\" is not a time like 500ms, 5s, 10min or 1h");
        }

        return limit;
    }

    private static bool IsHead(string line) => line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal);

    private static bool IsLike(string known, string key) => Distance(known, key.ToLowerInvariant()) <= (known.Length > 5 ? 2 : 1);

    /// <summary>How many letters differ (Levenshtein); an underscore is a dash badly written.</summary>
    private static int Distance(string one, string other)
    {
        other = other.Replace('_', '-');
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var before = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = before + (one[i - 1] == other[j - 1] ? 0 : 1);
                before = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"^--\s*(?<key>[A-Za-z][A-Za-z_-]*)\s*:\s*(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^(?<number>[0-9]{1,9})\s*(?<unit>ms|s|min|h)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationText();
}
