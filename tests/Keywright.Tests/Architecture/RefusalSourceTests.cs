using System.Text.RegularExpressions;

namespace Keywright.Tests.Architecture;

/// <summary>Whoever reads why a client is refused sees which specification says so.</summary>
public sealed partial class RefusalSourceTests
{
    // A refusal is a statement of a few lines with a remark above it.
    private const int Above = 4;
    private const int Below = 2;

    [Fact]
    public void Every_refusal_of_the_authorization_server_cites_its_paragraph()
    {
        var bare = from file in Repository.Sources("src/Keywright/OAuth")
                   where !file.Path.EndsWith("OAuthError.cs", StringComparison.Ordinal)
                   from line in Enumerable.Range(0, file.Lines.Length)
                   where Refusal().IsMatch(file.Lines[line])
                   let around = file.Lines[Math.Max(0, line - Above)..Math.Min(file.Lines.Length, line + Below + 1)]
                   where !Array.Exists(around, text => text.Contains('§', StringComparison.Ordinal))
                   select $"{file}:{line + 1}";

        Rule.HasNoExceptions(bare);
    }

    [GeneratedRegex(@"OAuthError(\.[A-Z]\w+)?\(\s*(\$?""|$)")]
    private static partial Regex Refusal();
}
