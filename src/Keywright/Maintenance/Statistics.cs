using Keywright.Database;
using Keywright.Database.Sqlite;

namespace Keywright.Maintenance;

/// <summary>Reads how the database stands. Changes nothing, and needs no more rights than the app has.</summary>
internal sealed class Statistics(KeywrightDatabase database, DatabaseSettings settings)
{
    public async Task<KeywrightStatistics> Read(CancellationToken ct)
    {
        var live = await LiveSettings.Read(database, ct);
        return database.Dialect == Dialect.Sqlite
            ? await OfSqlite(live, ct)
            : await database.Read(tx => PostgresStatistics.Read(tx, settings.Schema, live), ct);
    }

    private async Task<KeywrightStatistics> OfSqlite(SortedDictionary<string, string> live, CancellationToken ct)
    {
        var path = database.FilePath!;
        var sizes = await SqliteSizes.Read(path, ct);
        var (size, free) = await database.Read(
            async tx =>
            {
                var page = await tx.Count($"SELECT page_size AS n FROM pragma_page_size");
                return (page * await tx.Count($"SELECT page_count AS n FROM pragma_page_count"),
                    page * await tx.Count($"SELECT freelist_count AS n FROM pragma_freelist_count"));
            },
            ct);
        return new KeywrightStatistics
        {
            Database = "sqlite",
            Version = live["server_version"],
            Bytes = size,
            WalBytes = new FileInfo(path + "-wal") is { Exists: true } log ? log.Length : 0,
            FreeBytes = free,
            Settings = live,
            Tables = [.. sizes.Where(found => found.Kind == "table").Select(table =>
                new KeywrightTableStatistics(table.Name, table.Rows, IsEstimate: false, table.Bytes, DeadRows: null, VacuumedAt: null))],
            Indexes = [.. sizes.Where(found => found.Kind == "index").Select(index =>
                new KeywrightIndexStatistics(index.Table, index.Name, index.Bytes, Scans: null, IsUnused: false))],
        };
    }
}
