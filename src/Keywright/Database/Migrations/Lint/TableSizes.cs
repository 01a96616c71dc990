namespace Keywright.Database.Migrations.Lint;

/// <summary>About how many rows the tables of a PostgreSQL schema have, as it was last analysed; -1 where it never was.</summary>
internal static class TableSizes
{
    public static async ValueTask<IReadOnlyDictionary<string, long>> Read(
        KeywrightDatabase database, string schema, CancellationToken ct)
    {
        var tables = await database.ReadOne(
            tx => tx.List(
                $"""
                SELECT c.relname, c.reltuples::bigint AS estimate
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = {schema} AND c.relkind IN ('r', 'p', 'm')
                """,
                row => (Name: row.Text("relname"), Rows: row.Long("estimate"))),
            ct);
        return tables.ToDictionary(table => table.Name, table => table.Rows, StringComparer.Ordinal);
    }
}
