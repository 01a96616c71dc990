namespace Keywright.Database.Schema;

/// <summary>Compares two schemas and names every difference, each once: of a table that is missing its columns are not told.</summary>
internal static class SchemaDifferences
{
    public static IReadOnlyList<SchemaDifference> Between(SchemaSnapshot expected, SchemaSnapshot live) =>
    [
        .. expected.Objects.Where(thing => !IsOfMissingTable(thing, live)).Select(thing => Judge(thing, live)).OfType<SchemaDifference>(),
        .. live.Objects.Where(thing => expected.Find(thing.Key) is null && !IsOfMissingTable(thing, expected)).Select(Unexpected),
    ];

    private static bool IsOfMissingTable(SchemaObject thing, SchemaSnapshot other) =>
        thing.Table.Length > 0 && !other.HasTable(thing.Table) && other.Find(("materialized-view", "", thing.Table)) is null;

    private static SchemaDifference? Judge(SchemaObject expected, SchemaSnapshot live)
    {
        if (live.Find(expected.Key) is not { } found)
        {
            return Different(expected, "missing", $"{Called(expected)} is missing.");
        }

        return found.Definition == expected.Definition ? null
            : found.Definition == expected.Definition + SchemaObject.Disabled
                ? Different(expected, "disabled", $"{Called(expected)} is disabled.")
            : found.Definition == expected.Definition + SchemaObject.Invalid
                ? Different(expected, "invalid", $"{Called(expected)} is invalid: it was not built to its end, and no query uses it.")
            : Different(expected, "changed", $"{Called(expected)} was changed: {Change(expected.Definition, found.Definition)}.");
    }

    private static SchemaDifference Unexpected(SchemaObject found)
    {
        var harmless = found.Table.Length == 0 || found.Kind == SchemaObject.IndexKind && !IsUnique(found);
        return harmless
            ? new(found.Kind, found.FullName, "unexpected", $"{Called(found)} belongs to somebody else.", IsNote: true)
            : Different(found, "unexpected", $"{Called(found)} is not expected.");
    }

    // A unique index of somebody else refuses rows that we may write; another one costs only time.
    private static bool IsUnique(SchemaObject index) => index.Definition.StartsWith("CREATE UNIQUE", StringComparison.OrdinalIgnoreCase);

    private static SchemaDifference Different(SchemaObject thing, string problem, string text) =>
        new(thing.Kind, thing.FullName, problem, text, IsNote: false);

    private static string Called(SchemaObject thing) => thing.Kind switch
    {
        SchemaObject.ColumnKind => $"The column {thing.FullName}",
        _ when thing.Table.Length > 0 => $"The {thing.Kind} {thing.Name} of {thing.Table}",
        _ => $"The {thing.Kind} {thing.Name}",
    };

    private static string Change(string expected, string found) =>
        expected.Contains('\n', StringComparison.Ordinal) || expected.Length + found.Length > 400
            ? Excerpt(expected, found)
            : $"it is \"{found}\", expected \"{expected}\"";

    /// <summary>Long texts: from where they part.</summary>
    private static string Excerpt(string expected, string found)
    {
        var common = expected.AsSpan().CommonPrefixLength(found);
        var from = Math.Max(0, common - 20);
        return $"from character {common + 1} on it says \"{Cut(found, from)}\", expected \"{Cut(expected, from)}\"";
    }

    private static string Cut(string text, int from) =>
        text.Substring(from, Math.Min(80, text.Length - from)).Replace("\n", " ", StringComparison.Ordinal);
}
