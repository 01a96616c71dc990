namespace Keywright.Database.Schema;

/// <summary>Takes the text of a CREATE TABLE apart: the table, its columns, its constraints.</summary>
internal static class SqliteTable
{
    private static readonly string[] ConstraintWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

    public static IEnumerable<SchemaObject> Parts(string name, string sql)
    {
        var open = sql.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || sql.StartsWith("CREATE VIRTUAL", StringComparison.OrdinalIgnoreCase))
        {
            return [new SchemaObject(SchemaObject.TableKind, "", name, sql)];
        }

        var items = SqlWords.SplitAtCommas(sql, open + 1, out var close);
        var table = new SchemaObject(SchemaObject.TableKind, "", name, sql[(close + 1)..].Trim());
        return items.Select(item => Part(name, item)).Prepend(table);
    }

    private static SchemaObject Part(string table, string item)
    {
        var (first, rest) = SqlWords.FirstWord(item);
        if (!ConstraintWords.Contains(first, StringComparer.OrdinalIgnoreCase))
        {
            var (type, more) = SqlWords.FirstWord(rest);
            return new SchemaObject(
                SchemaObject.ColumnKind, table, first.Trim('"', '`', '[', ']'), $"{type.ToUpperInvariant()} {more}".TrimEnd());
        }

        // Most constraints have no name: they are what they say.
        if (!first.Equals("CONSTRAINT", StringComparison.OrdinalIgnoreCase))
        {
            return new SchemaObject(SchemaObject.ConstraintKind, table, item, "");
        }

        var (name, definition) = SqlWords.FirstWord(rest);
        return new SchemaObject(SchemaObject.ConstraintKind, table, name, definition);
    }
}
