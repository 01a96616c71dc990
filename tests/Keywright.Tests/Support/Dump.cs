using Keywright.Database;

namespace Keywright.Tests.Support;

/// <summary>The rows of tables as text, bytes in hexadecimal: for tests that ask what must not be there.</summary>
internal static class Dump
{
    public static async Task<List<string>> Of(KeywrightServer server, params string[] tables)
    {
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.AddRange(await server.Rows(async tx => await tx.List(await Query(tx, table), row => row.Text("value"))));
        }

        return rows;
    }

    private static async ValueTask<Sql> Query(Tx tx, string table)
    {
        if (tx.Dialect == Dialect.Postgres)
        {
            return Literal($"SELECT row_to_json(t)::text AS value FROM kw.{table} AS t");
        }

        var columns = await tx.List($"SELECT name FROM pragma_table_info({table})", row => row.Text("name"));
        return Literal($"SELECT {string.Join(" || ' ' || ", columns.Select(column => $"quote({column})"))} AS value FROM kw.{table}");
    }

    private static Sql Literal(string text)
    {
        var sql = new Sql(text.Length, 0);
        sql.AppendLiteral(text);
        return sql;
    }
}
