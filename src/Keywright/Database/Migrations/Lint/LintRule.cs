namespace Keywright.Database.Migrations.Lint;

internal enum LintSeverity
{
    /// <summary>It may be meant, at a price.</summary>
    Warning,

    /// <summary>It fails, does nothing, or does something else than it says.</summary>
    Error,
}

/// <summary>Something that migrations should not do unthinkingly.</summary>
/// <param name="Id">What <c>-- lint: allow ID</c> names.</param>
/// <param name="Why">What happens.</param>
/// <param name="Instead">What to do.</param>
internal sealed record LintRule(string Id, LintSeverity Severity, string Why, string Instead);

/// <summary>A rule that a script breaks, and where.</summary>
/// <param name="What">The table, column or statement.</param>
internal sealed record LintFinding(LintRule Rule, string File, int Line, string What);
