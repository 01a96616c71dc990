using System.Text.RegularExpressions;

namespace Keywright.Tests.Architecture;

/// <summary>docs/coverage.md claims nothing that no test shows.</summary>
public sealed partial class CoverageTests
{
    private static readonly Dictionary<char, int> Rows = new()
    {
        ['U'] = 10,
        ['S'] = 8,
        ['T'] = 4,
        ['O'] = 4,
        ['L'] = 5,
        ['M'] = 8,
        ['C'] = 9,
    };

    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "coverage.md"));

    [Fact]
    public void Every_row_is_there_once()
    {
        var expected = Rows.SelectMany(row => Enumerable.Range(1, row.Value).Select(number => $"{row.Key}{number}"));

        Assert.Equal(expected, Row().Matches(Text).Select(row => row.Groups["id"].Value));
    }

    [Fact]
    public void Every_row_names_a_test_or_says_not_yet() =>
        Rule.HasNoExceptions(Row().Matches(Text)
            .Where(row => !row.Value.Contains("not yet", StringComparison.Ordinal) && !Named().IsMatch(row.Groups["shown"].Value))
            .Select(row => row.Groups["id"].Value));

    [Fact]
    public void Every_named_test_exists()
    {
        var tests = Repository.Sources("tests").ToList();
        var missing = from row in Row().Matches(Text)
                      from test in Named().Matches(row.Groups["shown"].Value)
                      let type = $"class {test.Groups["type"].Value}"
                      let method = $" {test.Groups["method"].Value}("
                      where !tests.Exists(file => file.Text.Contains(type, StringComparison.Ordinal)
                          && file.Text.Contains(method, StringComparison.Ordinal))
                      select $"{row.Groups["id"].Value}: {test.Value}";

        Rule.HasNoExceptions(missing);
    }

    // The last cell of a row. A test is written `Class.A_sentence`.
    [GeneratedRegex(@"^\| (?<id>[A-Z]\d+) \|.*\|(?<shown>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Named();
}
