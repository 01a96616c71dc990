namespace Keywright.Database.Schema;

/// <summary>
/// One thing of a schema, in words that are the same for every schema name and every supported version of the server. What belongs to a
/// table names it; a table's own <see cref="Table"/> is empty.
/// </summary>
internal sealed record SchemaObject(string Kind, string Table, string Name, string Definition)
{
    public const string TableKind = "table";
    public const string ColumnKind = "column";
    public const string ConstraintKind = "constraint";
    public const string IndexKind = "index";
    public const string TriggerKind = "trigger";
    public const string RuleKind = "rule";

    // At the end of a definition: the thing is there, and does not do its work.
    public const string Disabled = " [disabled]";
    public const string Invalid = " [invalid]";

    /// <summary>What it is found by.</summary>
    public (string Kind, string Table, string Name) Key => (Kind, Table, Name);

    public string FullName => Table.Length == 0 ? Name : $"{Table}.{Name}";

    /// <summary>A line, or several of which all but the first are indented.</summary>
    public override string ToString() => $"{Kind} {FullName}: {Definition.Replace("\n", "\n    ", StringComparison.Ordinal)}".TrimEnd();

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static SchemaObject Parse(string text)
    {
        var kindEnd = text.IndexOf(' ', StringComparison.Ordinal);
        var nameEnd = text.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at : text.TrimEnd().Length - 1;
        var (kind, fullName) = (text[..kindEnd], text[(kindEnd + 1)..nameEnd]);
        var definition = text[Math.Min(text.Length, nameEnd + 2)..].Replace("\n    ", "\n", StringComparison.Ordinal);
        var dot = BelongsToTable(kind) ? fullName.IndexOf('.', StringComparison.Ordinal) : -1;
        return dot < 0
            ? new SchemaObject(kind, "", fullName, definition)
            : new SchemaObject(kind, fullName[..dot], fullName[(dot + 1)..], definition);
    }

    private static bool BelongsToTable(string kind) => kind is ColumnKind or ConstraintKind or IndexKind or TriggerKind or RuleKind;
}
