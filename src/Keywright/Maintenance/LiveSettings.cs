using Keywright.Database;

namespace Keywright.Maintenance;

/// <summary>The database's own settings that decide whether a commit lasts, as they are for our connections now.</summary>
internal static class LiveSettings
{
    private static readonly string[] Postgres =
    [
        "server_version", "synchronous_commit", "fsync", "full_page_writes", "synchronous_standby_names", "wal_level", "archive_mode",
    ];

    public static async Task<SortedDictionary<string, string>> Read(KeywrightDatabase database, CancellationToken ct) =>
        database.Dialect == Dialect.Sqlite ? await OfSqlite(database, ct) : await OfPostgres(database, ct);

    // In the writer's turn: it is the writer's connection that commits.
    private static async Task<SortedDictionary<string, string>> OfSqlite(KeywrightDatabase database, CancellationToken ct) =>
        await database.Write(
            async tx => new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["server_version"] = await One(tx, $"SELECT sqlite_version() AS value"),
                ["journal_mode"] = await tx.Find($"PRAGMA journal_mode", row => row.Text("journal_mode")) ?? "",
                ["synchronous"] = await tx.FindValue($"PRAGMA synchronous", row => row.Int("synchronous")) switch
                {
                    0 => "off",
                    1 => "normal",
                    2 => "full",
                    _ => "extra",
                },
            },
            ct);

    private static async Task<SortedDictionary<string, string>> OfPostgres(KeywrightDatabase database, CancellationToken ct)
    {
        var rows = await database.ReadOne(
            tx => tx.List(
                $"SELECT name, setting FROM pg_settings WHERE name {Sql.In(Postgres)}", row => (row.Text("name"), row.Text("setting"))),
            ct);
        return new SortedDictionary<string, string>(
            rows.ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static async ValueTask<string> One(Tx tx, Sql sql) => await tx.Find(sql, row => row.Text("value")) ?? "";
}
