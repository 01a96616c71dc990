namespace Keywright.Database.Schema;

/// <summary>All that a schema holds, in one order.</summary>
internal sealed class SchemaSnapshot
{
    private readonly Dictionary<(string Kind, string Table, string Name), SchemaObject> _byKey;

    public SchemaSnapshot(IEnumerable<SchemaObject> objects)
    {
        // A nameless constraint that is there twice is there.
        Objects = [.. objects.DistinctBy(found => found.Key).OrderBy(Order, StringComparer.Ordinal)];
        _byKey = Objects.ToDictionary(found => found.Key);
    }

    public IReadOnlyList<SchemaObject> Objects { get; }

    public SchemaObject? Find((string Kind, string Table, string Name) key) => _byKey.GetValueOrDefault(key);

    public bool HasTable(string name) => _byKey.ContainsKey((SchemaObject.TableKind, "", name));

    /// <summary>One line a thing; what goes on over several is indented.</summary>
    public override string ToString() => string.Concat(Objects.Select(found => found + "\n"));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static SchemaSnapshot Parse(string text)
    {
        var objects = new List<SchemaObject>();
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n') is { Length: > 0 } all ? all.Split('\n') : [];
        for (var first = 0; first < lines.Length;)
        {
            var end = first + 1;
            while (end < lines.Length && (lines[end].Length == 0 || lines[end][0] == ' '))
            {
                end++;
            }

            objects.Add(SchemaObject.Parse(string.Join('\n', lines[first..end])));
            first = end;
        }

        return new SchemaSnapshot(objects);
    }

    // A table, then what belongs to it.
    private static string Order(SchemaObject found) => found.Table.Length == 0
        ? $"{(found.Kind == SchemaObject.TableKind ? "0" : "1" + found.Kind)}\n{found.Name}"
        : $"0\n{found.Table}\n{found.Kind}\n{found.Name}";
}
