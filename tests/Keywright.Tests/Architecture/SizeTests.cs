using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Keywright.Tests.Architecture;

/// <summary>How much a reader has to take in at once.</summary>
public sealed partial class SizeTests(ITestOutputHelper output)
{
    private static readonly string[] Folders = ["src", "tests", "bench", "samples"];

    [Fact]
    public void No_file_is_longer_than_300_lines()
    {
        var files = Files().Select(file => (Lines: file.Lines.Length, file.Path)).OrderBy(file => file.Lines).ToList();
        var (median, ninetieth) = (files[files.Count / 2].Lines, files[files.Count * 9 / 10].Lines);
        output.WriteLine($"{files.Count} files: median {median} lines, 90th percentile {ninetieth}");

        Rule.HasNoExceptions(files.Where(file => file.Lines > 300));
    }

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var wide = from file in Files()
                   from line in file.Lines.Select((text, index) => (text, number: index + 1))
                   where line.text.Length > 140
                   select $"{file}:{line.number}";

        Rule.HasNoExceptions(wide);
    }

    [Fact]
    public void A_method_fits_on_a_screen() =>
        Rule.HasNoExceptions(Files().Where(file => file.IsIn("src")).SelectMany(Bodies).Where(body => body.Lines > 40));

    private static IEnumerable<SourceFile> Files() => Folders
        .Where(folder => Directory.Exists(Repository.PathOf(folder)))
        .SelectMany(Repository.Sources)
        .Where(file => !file.Path.Contains("node_modules", StringComparison.Ordinal));

    // The formatting is enforced, so a member's braces stand on lines of their own, at its own indentation.
    private static IEnumerable<(string Where, int Lines)> Bodies(SourceFile file)
    {
        var lines = file.Lines;
        for (var open = 1; open < lines.Length; open++)
        {
            var indent = lines[open].Length - lines[open].TrimStart().Length;
            if (lines[open].TrimStart() != "{" || indent is not (4 or 8) || HeadOf(lines, open) is var head && !IsMember(head, indent))
            {
                continue;
            }

            var close = Array.FindIndex(lines, open, line => line.StartsWith(new string(' ', indent) + "}", StringComparison.Ordinal));
            yield return ($"{file}:{open}", close - open - 1);
        }
    }

    private static string HeadOf(string[] lines, int open)
    {
        var indent = lines[open].IndexOf('{', StringComparison.Ordinal);
        var first = open - 1;
        while (first > 0 && (lines[first].Length <= indent || lines[first][indent] == ' ' || lines[first][indent] == '}'))
        {
            first--;
        }

        return string.Join(' ', lines[first..open]);
    }

    private static bool IsMember(string head, int indent) => !TypeHead().IsMatch(head) && (indent == 4 || Modifier().IsMatch(head));

    [GeneratedRegex(@"^\s*(?:\w+ )*(?:class|record|struct|interface|enum)\s")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected)\s")]
    private static partial Regex Modifier();
}
