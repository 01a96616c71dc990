namespace Keywright.Database.Sqlite;

/// <summary>A table or an index of a file.</summary>
/// <param name="Kind">table or index.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">Whose it is.</param>
/// <param name="Rows">Of a table.</param>
/// <param name="Bytes">Null where this SQLite was built without the table dbstat.</param>
internal sealed record SqliteSize(string Kind, string Name, string Table, long? Rows, long? Bytes);

/// <summary>Counts what is in a file, on a connection of its own: it takes as long as it takes, and no unit waits for it.</summary>
internal static class SqliteSizes
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <exception cref="DatabaseException">The file can't be read.</exception>
    public static Task<List<SqliteSize>> Read(string path, CancellationToken ct) => Task.Run(() => ReadHere(path, ct), ct);

    private static List<SqliteSize> ReadHere(string path, CancellationToken ct)
    {
        try
        {
            using var connection = SqliteFile.OpenReader(path, BusyTimeout);
            using var stop = ct.Register(() => connection.Deadline = 0);
            var hasSizes = connection.Scalar("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'") is not null;
            return [.. Objects(connection).Select(found => found with
            {
                Rows = found.Kind == "table" ? Number(connection, $"SELECT count(*) FROM {Quoted(found.Name)}") : null,
                Bytes = hasSizes
                    ? Number(connection, $"SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = {Text(found.Name)} AND aggregate")
                    : null,
            })];
        }
        catch (SqliteException e)
        {
            ct.ThrowIfCancellationRequested();
            throw new DatabaseException(DatabaseProblem.Unavailable, $"The database can't be read: {e.Message}", e);
        }
    }

    private static List<SqliteSize> Objects(SqliteConnection connection)
    {
        var found = new List<SqliteSize>();
        var statement = connection.Prepare("""
            SELECT type, name, tbl_name FROM sqlite_schema WHERE type IN ('table', 'index')
               AND rootpage > 0 ORDER BY tbl_name, type DESC, name
            """);
        while (statement.Step())
        {
            found.Add(new SqliteSize(statement.Row.Text("type"), statement.Row.Text("name"), statement.Row.Text("tbl_name"), null, null));
        }

        statement.Reset();
        return found;
    }

    private static long? Number(SqliteConnection connection, string query) =>
        long.TryParse(connection.Scalar(query), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
