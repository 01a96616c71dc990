namespace Keywright.Database.Schema;

/// <summary>
/// What SQLite keeps of a schema is the text of its CREATE statements, in which ALTER TABLE edits: columns and constraints are read from
/// it.
/// </summary>
internal static class SqliteCatalog
{
    public static async ValueTask<IEnumerable<SchemaObject>> List(Tx tx)
    {
        // Indexes without a text are those of PRIMARY KEY and UNIQUE, which the table's own text tells.
        var rows = await tx.List(
            $"""
            SELECT type, name, tbl_name, sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY type, name
            """,
            row => (Kind: row.Text("type"), Name: row.Text("name"), Table: row.Text("tbl_name"), Sql: SqlWords.Normal(row.Text("sql"))));
        return rows.SelectMany(row => row.Kind switch
        {
            SchemaObject.TableKind => SqliteTable.Parts(row.Name, row.Sql),
            SchemaObject.IndexKind or SchemaObject.TriggerKind => [new SchemaObject(row.Kind, row.Table, row.Name, row.Sql)],
            _ => [new SchemaObject(row.Kind, "", row.Name, row.Sql)],
        });
    }
}
