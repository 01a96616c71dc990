using System.Globalization;
using System.Text.RegularExpressions;

namespace Keywright.Database.Migrations;

/// <summary>The files of a migration that somebody is about to write.</summary>
internal static partial class NewMigration
{
    /// <summary>The words of a name as they stand in a file's: <c>Add users' phones</c> is <c>add_users_phones</c>. Empty where there are none.</summary>
    public static string Slug(string name) =>
        Other().Replace(name.Trim().ToLowerInvariant().Replace("'", "", StringComparison.Ordinal), "_").Trim('_');

    /// <summary>Up and down, for each dialect where <paramref name="isPair"/>; the number follows the highest among those there.</summary>
    public static IReadOnlyList<(string FileName, string Text)> Files(IEnumerable<string> there, string slug, bool isPair)
    {
        var numbers = there.Select(name => Number().Match(name)).Where(match => match.Success).Select(match => match.Value).ToList();
        var highest = numbers.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        var width = numbers.Select(text => text.Length).Append(4).Max();
        var name = $"{(highest + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}_{slug}";
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

    [GeneratedRegex("^[0-9]{1,9}(?=_)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
