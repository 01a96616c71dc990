namespace Keywright.Configuration;

/// <summary>What somebody may have meant.</summary>
internal static class Suggestions
{
    public static string Unknown(string path, IEnumerable<string> known) => Nearest(path, known) is { } nearest
        ? $"{path} is not a setting. Did you mean {nearest}?"
        : $"{path} is not a setting.";

    /// <summary>The known name that differs least, where it differs little.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        var nearest = known.MinBy(candidate => Distance(Bare(name), Bare(candidate)));
        return nearest is not null && Distance(Bare(name), Bare(nearest)) <= Math.Max(2, name.Length / 3) ? nearest : null;
    }

    /// <summary>Separators are what gets mixed up most.</summary>
    private static string Bare(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>Levenshtein.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[b.Length];
    }
}
