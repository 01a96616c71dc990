namespace Keywright.Database.Migrations.Lint;

/// <summary>What is known while a script is looked at: what it did so far, and what earlier ones made certain.</summary>
internal sealed class LintContext(LintScript script, LintMemory memory)
{
    /// <summary>Tables that this script made: nobody uses them yet, and they are empty.</summary>
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);

    public LintScript Script { get; } = script;

    public LintMemory Memory { get; } = memory;

    /// <summary>Tables under the lock of an ALTER of this transaction.</summary>
    public HashSet<string> Altered { get; } = new(StringComparer.Ordinal);

    /// <summary>Tables that this script renamed, by what they were called.</summary>
    public HashSet<string> RenamedAway { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Dropped { get; } = new(StringComparer.Ordinal);

    /// <summary>Constraints that this script added.</summary>
    public HashSet<string> AddedConstraints { get; } = new(StringComparer.Ordinal);

    public bool IsPostgres => Script.Dialect == Dialect.Postgres;

    public bool IsFresh(string table) => _fresh.Contains(table);

    public void Made(string table) => _ = _fresh.Add(table);

    public LintFinding Found(LintRule rule, int line, string what) => new(rule, Script.FileName, line, what);
}

/// <summary>What goes from one script to the next.</summary>
/// <param name="Rows">How many rows tables have, as far as a database told; null where there is none.</param>
internal sealed record LintMemory(IReadOnlyDictionary<string, long>? Rows)
{
    /// <summary>Columns that a constraint says are not null, by table and constraint, and whether all rows were checked.</summary>
    public Dictionary<(string Table, string Constraint), (HashSet<string> Columns, bool IsValid)> NotNull { get; } = [];

    public bool IsProvenNotNull(string table, string column) =>
        NotNull.Any(check => check.Key.Table == table && check.Value.IsValid && check.Value.Columns.Contains(column));
}
