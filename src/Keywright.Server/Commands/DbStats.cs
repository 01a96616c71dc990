using System.CommandLine;
using System.Globalization;
using Keywright.Maintenance;

namespace Keywright.Server.Commands;

/// <summary><c>keywright db stats</c>: sizes, rows, the use of indexes, the write-ahead log, replication.</summary>
internal static class DbStats
{
    private static readonly Column<KeywrightStatistics>[] Whole =
    [
        new("database", stats => stats.Database),
        new("version", stats => stats.Version),
        new("size", stats => Size(stats.Bytes)),
        new("free", stats => Size(stats.FreeBytes)),
        new("wal", stats => Size(stats.WalBytes)),
        new("cache_hits", stats => stats.CacheHitRatio?.ToString("P2", CultureInfo.InvariantCulture)),
        new("connections", stats => stats.Connections),
        new("standby", stats => stats.IsStandby),
    ];

    private static readonly Column<KeywrightTableStatistics>[] Tables =
    [
        new("table", table => table.Name),
        new("rows", table => table.IsEstimate ? $"about {table.Rows}" : table.Rows),
        new("size", table => Size(table.Bytes)),
        new("dead_rows", table => table.DeadRows),
        new("vacuumed_at", table => table.VacuumedAt),
    ];

    private static readonly Column<KeywrightIndexStatistics>[] Indexes =
    [
        new("index", index => index.Name),
        new("table", index => index.Table),
        new("size", index => Size(index.Bytes)),
        new("scans", index => index.Scans),
        new("unused", index => index.Scans is null ? null : index.IsUnused),
    ];

    private static readonly Column<KeywrightStandby>[] Standbys =
    [
        new("follower", standby => standby.Name),
        new("state", standby => standby.State),
        new("sync_state", standby => standby.SyncState),
        new("lag", standby => Size(standby.LagBytes)),
    ];

    private static readonly Column<KeywrightSlot>[] Slots =
    [
        new("slot", slot => slot.Name),
        new("active", slot => slot.IsActive),
        new("kept", slot => Size(slot.KeptBytes)),
    ];

    public static Command Create(CommandContext context)
    {
        var stats = new Command("stats", "Show sizes, rows, the use of indexes, the write-ahead log and replication.");
        context.Run(stats, async (options, _, output, ct) =>
        {
            await using var host = CommandHost.Open(options);
            if (await host.RefuseSchema(ct) is { } refusal)
            {
                return output.Fail(refusal);
            }

            Print(output, await host.Statistics.Read(ct));
            return ExitCode.Ok;
        });

        return stats;
    }

    private static void Print(Output output, KeywrightStatistics stats)
    {
        if (output.Json)
        {
            output.Whole(stats, KeywrightJson.Default);
            return;
        }

        output.One(stats, Whole);
        output.Section([.. stats.Settings], new("setting", pair => pair.Key), new("value", pair => pair.Value));
        output.Section(stats.Tables, Tables);
        output.Section(stats.Indexes, Indexes);
        output.Section(stats.Standbys, Standbys);
        output.Section(stats.Slots, Slots);
    }

    private static string? Size(long? bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = bytes is > 0 ? Math.Min(units.Length - 1, (int)(Math.Log2(bytes.Value) / 10)) : 0;
        return bytes is null ? null : string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Pow(1024, unit):0.#} {units[unit]}");
    }
}
