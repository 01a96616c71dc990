using System.Text.RegularExpressions;

namespace Keywright.Database.Migrations.Lint;

/// <summary>A migration's file, or the one that undoes it, taken apart.</summary>
internal sealed partial class LintScript
{
    private LintScript(string fileName, string text, Dialect dialect)
    {
        (FileName, Dialect) = (fileName, dialect);
        Statements = LintStatement.All(dialect, text);
        Allows = [.. Allow().Matches(text).Where(match => !IsInside(match.Index)).SelectMany(match => Allowed(match, text))];
    }

    public string FileName { get; }

    public Dialect Dialect { get; }

    public bool IsDown { get; private init; }

    /// <summary>Whether the file is one transaction.</summary>
    public bool IsTransactional { get; private init; } = true;

    public string? Phase { get; private init; }

    public string? Description { get; private init; }

    public IReadOnlyList<LintStatement> Statements { get; }

    /// <summary>The comments <c>-- lint: allow RULE, RULE: why</c>.</summary>
    public IReadOnlyList<(string Rule, int Line)> Allows { get; }

    public static LintScript Up(MigrationFile file, Dialect dialect) => new(file.FileName, file.Sql, dialect)
    {
        Description = file.Description,
        IsTransactional = file.Headers.IsTransactional,
        Phase = file.Headers.Phase,
    };

    /// <summary>What undoes it, or null.</summary>
    public static LintScript? Down(MigrationFile file, Dialect dialect) => file.Rollback is null ? null
        : new(file.FileName[..^".sql".Length] + ".down.sql", file.Rollback, dialect)
        {
            IsDown = true,
            IsTransactional = MigrationHeaders.Read(file.Rollback).Headers.IsTransactional,
        };

    private static IEnumerable<(string Rule, int Line)> Allowed(Match match, string text)
    {
        var line = text.AsSpan(0, match.Index).Count('\n') + 1;
        return match.Groups["rule"].Captures.Select(rule => (rule.Value, line));
    }

    /// <summary>What stands in a literal is no comment.</summary>
    private bool IsInside(int at) =>
        Statements.Any(statement => statement.Tokens.Any(token => token.Token.Start <= at && at < token.Token.End));

    [GeneratedRegex(@"--[ \t]*lint:\s*allow[ \t]+(?<rule>[a-z-]+)(?:[ \t]*,[ \t]*(?<rule>[a-z-]+))*", RegexOptions.CultureInvariant)]
    private static partial Regex Allow();
}
