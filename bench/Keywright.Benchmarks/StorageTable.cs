using System.Globalization;
using Keywright.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Benchmarks;

/// <summary>Each operation on each storage, as a table: alone (its latency) and 32 at once (the time between two answers).</summary>
internal sealed class StorageTable(Settings settings)
{
    private const int Many = 32;

    private readonly int _users = settings.Number("users", 10_000);
    private readonly int _sessions = settings.Number("sessions", 50_000);
    private readonly int _repeats = settings.Number("repeats", 3);
    private readonly TimeSpan _each = TimeSpan.FromSeconds(settings.Number("seconds", 3));

    public async Task<int> Run()
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_users:N0} users, {_sessions:N0} sessions, {_repeats} repeats of {_each.TotalSeconds:F0} s after 2 s to warm, medians; "));
        Console.WriteLine("client validation has no store yet.\n");
        Console.WriteLine("| storage | operation | alone, µs | bytes allocated | 32 at once, µs between answers | repeats, alone |");
        Console.WriteLine("|---|---|---:|---:|---:|---|");
        var folder = Directory.CreateTempSubdirectory("keywright-bench-");
        try
        {
            var only = settings.Text("only", "memory, SQLite, PostgreSQL");
            (string Name, string Url)[] storages =
            [
                ("memory", "sqlite::memory:"),
                ("SQLite", $"sqlite:///{Path.Combine(folder.FullName, "bench.db")}"),
                ("PostgreSQL", settings.Text("postgres", "")),
            ];
            foreach (var (name, url) in storages.Where(storage => only.Contains(storage.Name, StringComparison.Ordinal)))
            {
                await (url.Length > 0 ? Measure(name, url) : Task.CompletedTask);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private async Task Measure(string storage, string url)
    {
        var opened = DatabaseSettings.Of(url);
        await using var database = OpenDatabase.From(opened, TimeProvider.System, NullLoggerFactory.Instance);
        _ = await OpenDatabase.Migrator(database, opened, TimeProvider.System, NullLoggerFactory.Instance).Up();
        var operations = new Operations(database);
        await operations.Fill(_users, _sessions);
        foreach (var (name, run) in operations.All)
        {
            var alone = await Measurement.Of(run, 1, _repeats, _each);
            var many = await Measurement.Of(run, Many, _repeats, _each);
            var repeats = string.Join(", ", alone.Repeats.Select(cost => cost.ToString("F1", CultureInfo.InvariantCulture)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {storage} | {name} | {alone.Microseconds:F1} | {alone.Bytes:F0} | {many.Microseconds:F1} | {repeats} |"));
        }
    }
}
