using Keywright.Server.Configuration;
using Keywright.Tests.Architecture;

namespace Keywright.Tests.Configuration;

/// <summary>docs/configuration.md and .env.example list every setting with its default. KEYWRIGHT_APPROVE=1 writes them anew.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- settings: written by DocumentationTests -->\n";
    private const string End = "<!-- end of settings -->\n";

    [Fact]
    public void The_manual_lists_every_setting()
    {
        var manual = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));
        var before = manual[..(manual.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)];
        var after = manual[manual.IndexOf(End, StringComparison.Ordinal)..];

        Approved.Matches(before + SettingsText.Table() + after, "docs", "configuration.md");
    }

    [Fact]
    public void The_example_lists_every_setting()
    {
        var example = File.ReadAllText(Repository.PathOf(".env.example"));
        var head = example[..(example.IndexOf("\n\n", StringComparison.Ordinal) + 2)];

        Approved.Matches(head + SettingsText.DotEnv(), ".env.example");
    }

    [Fact]
    public void The_example_is_a_file_that_we_can_read()
    {
        var example = File.ReadAllText(Repository.PathOf(".env.example"));

        Assert.Empty(DotEnv.Parse(example.Replace("#KEYWRIGHT_", "KEYWRIGHT_", StringComparison.Ordinal)).Errors);
    }

    [Fact]
    public void The_manual_lists_the_founding_names()
    {
        var manual = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));

        var rows = Variables.FoundingNames.Select(name => $"| `{name.Key}` | `{name.Value}` |");
        Assert.All(rows, row => Assert.Contains(row, manual, StringComparison.Ordinal));
    }
}
