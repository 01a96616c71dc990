using System.Text.Json;
using System.Text.RegularExpressions;
using Keywright.Tests.Support;

namespace Keywright.Tests.Architecture;

/// <summary>docs/asvs.md, docs/asvs-oauth.md and docs/threat-model.md claim nothing that no test shows, and leave nothing out.</summary>
public sealed partial class SecurityDocumentsTests
{
    private static readonly string[] States = ["met", "met by the embedding app", "not met", "not applicable", "not built yet"];

    private static readonly string[] Documents = ["asvs.md", "asvs-oauth.md", "threat-model.md"];

    private static readonly List<Match> Rows =
        [.. Documents.SelectMany(document => Row().Matches(File.ReadAllText(Repository.PathOf("docs", document))))];

    private static readonly List<SourceFile> Tests = [.. Repository.Sources("tests")];

    /// <summary>The level of each requirement, as the standard has it.</summary>
    private static readonly Dictionary<string, string> Levels = Vectors.Lines("asvs.txt").Select(Vectors.Columns)
        .ToDictionary(columns => columns[0], columns => columns[1], StringComparer.Ordinal);

    [Fact]
    public void Every_requirement_of_level_1_and_2_has_one_row_and_no_row_is_made_up()
    {
        var ids = Rows.Select(row => row.Groups["id"].Value).ToList();

        Rule.HasNoExceptions(Levels.Where(level => level.Value != "3").Select(level => level.Key).Except(ids));
        Rule.HasNoExceptions(Rows
            .Where(row => Levels.GetValueOrDefault(row.Groups["id"].Value) != row.Groups["level"].Value)
            .Select(row => row.Value));
        Rule.HasNoExceptions(ids.CountBy(id => id).Where(id => id.Value > 1));
    }

    [Fact]
    public void Every_row_has_a_test_a_document_or_a_reason() => Rule.HasNoExceptions(Rows
        .Where(row => !IsFounded(row.Groups["state"].Value, row.Groups["shown"].Value))
        .Select(row => row.Value));

    /// <summary>Of each test that is named: one file has the class and the method.</summary>
    [Fact]
    public void Every_named_test_exists() => Rule.HasNoExceptions(
        from document in Documents
        from test in Named().Matches(File.ReadAllText(Repository.PathOf("docs", document)))
        where !Tests.Exists(file => Declares(file, test.Groups["type"].Value, test.Groups["method"].Value))
        select $"{document}: {test.Value}");

    [Fact]
    public void Every_threat_has_what_holds_it_and_a_test_or_says_that_there_is_none()
    {
        var threats = Threat().Matches(File.ReadAllText(Repository.PathOf("docs", "threat-model.md")));

        Assert.True(threats.Count >= 20);
        Rule.HasNoExceptions(threats
            .Where(threat => !Named().IsMatch(threat.Groups["shown"].Value)
                && !threat.Groups["shown"].Value.Contains("no test", StringComparison.Ordinal))
            .Select(threat => threat.Value));
    }

    /// <summary>OWASP ASVS 5.0, 6.3.4: no undocumented way in.</summary>
    [Fact]
    public void Every_route_that_begins_a_session_is_documented()
    {
        using var api = JsonDocument.Parse(File.ReadAllText(
            Repository.PathOf("tests", "Keywright.Tests", "Architecture", "OpenApi.approved.json")));
        var ways = from path in api.RootElement.GetProperty("paths").EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   where operation.Value.GetRawText().Contains("schemas/Authenticated\"", StringComparison.Ordinal)
                   select $"{operation.Name.ToUpperInvariant()} {path.Name.Replace("/api/auth", "", StringComparison.Ordinal)}";
        var guide = File.ReadAllText(Repository.PathOf("docs", "guides", "signing-in.md"));
        var documented = Way().Matches(guide).Select(way => $"POST {way.Groups["path"].Value}").ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(ways);
        Rule.HasNoExceptions(ways.Except(documented));
    }

    private static bool IsFounded(string state, string shown) => States.Contains(state) && state switch
    {
        "met" => Named().IsMatch(shown)
            || Link().Matches(shown).Any(link => File.Exists(Repository.PathOf("docs", link.Groups["path"].Value))),
        _ => Named().Replace(shown, "").Trim(' ', ',').Length > 20 || (state == "not built yet" && shown.Trim().Length > 0),
    };

    private static bool Declares(SourceFile file, string type, string method) =>
        Regex.IsMatch(file.Text, $@"\bclass {type}\b") && Regex.IsMatch(file.Text, $@"\bpublic [\w<> ]*\b{method}\(");

    [GeneratedRegex(@"^\| (?<id>\d+\.\d+\.\d+) \| (?<level>\d) \| [^|]+ \| (?<state>[^|]+) \|(?<shown>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    // Three cells: the threat, what holds it, the tests.
    [GeneratedRegex(@"^\| \*\*[^|]+\|[^|]{20,}\|(?<shown>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Threat();

    [GeneratedRegex(@"`(?<type>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\]\((?<path>[\w/.-]+\.md)[#)]")]
    private static partial Regex Link();

    [GeneratedRegex(@"`POST (?<path>/[\w/-]+)`")]
    private static partial Regex Way();
}
