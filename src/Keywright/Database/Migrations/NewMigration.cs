using System.Globalization;
using System.Text.RegularExpressions;

namespace Keywright.Database.Migrations;

/// <summary>The files of a migration that somebody is about to write.</summary>
internal static partial class NewMigration
{
    /// <summary><c>Add users' phones</c> as a file has it, <c>add_users_phones</c>. Empty where there are no words.</summary>
    public static string Slug(string name) =>
        Other().Replace(name.Trim().ToLowerInvariant().Replace("'", "", StringComparison.Ordinal), "_").Trim('_');

    /// <summary>
    /// Up and down, for each dialect where <paramref name="isPair"/>. The number follows the highest among those there; where they are
    /// times, it is <paramref name="now"/>.
    /// </summary>
    public static IReadOnlyList<(string FileName, string Text)> Files(
        IEnumerable<string> there, string slug, bool isPair, DateTimeOffset now)
    {
        var numbers = there.Select(name => Number().Match(name)).Where(match => match.Success).Select(match => match.Value).ToList();
        var highest = numbers.Select(text => long.Parse(text, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        var width = numbers.Select(text => text.Length).Append(4).Max();
        var time = now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var next = width < time.Length ? highest + 1 : Math.Max(highest + 1, long.Parse(time, CultureInfo.InvariantCulture));
        var name = $"{next.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}_{slug}";
        string[] dialects = isPair ? [".postgres", ".sqlite"] : [""];
        return
        [
            .. dialects.SelectMany(dialect => new[]
            {
                ($"{name}{dialect}.sql", $"-- description: {slug.Replace('_', ' ')}\n-- phase: expand\n\n"),
                ($"{name}{dialect}.down.sql", $"-- Undoes {name}{dialect}.sql.\n\n"),
            }),
        ];
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Other();

    [GeneratedRegex("^[0-9]{1,14}(?=_)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
