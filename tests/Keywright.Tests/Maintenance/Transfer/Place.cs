using System.Text;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Maintenance.Transfer;
using Keywright.Security.Keys;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Maintenance.Transfer;

/// <summary>A database with a master key of its own, to take things from and bring them to.</summary>
internal sealed class Place(KeywrightDatabase database, IReadOnlyList<TransferTable>? tables = null) : IAsyncDisposable
{
    public static readonly string[] Kinds = ["memory", "sqlite", "postgres"];

    private readonly List<TransferProblem> _problems = [];
    private TestDatabase? _own;

    public KeywrightDatabase Database => database;

    public MasterKey Key { get; init; } = MasterKey.New();

    /// <summary>What the last import told.</summary>
    public IReadOnlyList<TransferProblem> Problems => _problems;

    public KeywrightTransfer Transfer => new(
        database, Key, new AuditLog(new AuditOptions()), AuditOrigin.CommandLine, TimeProvider.System, tables);

    public static async Task<Place> Of(string kind, IReadOnlyList<TransferTable>? tables = null)
    {
        if (kind == "memory")
        {
            var settings = DatabaseSettings.Of("sqlite::memory:");
            var memory = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance);
            _ = await OpenDatabase.Migrator(memory, settings, TimeProvider.System, NullLoggerFactory.Instance).Up();
            return new Place(memory, tables);
        }

        TestDatabase test = kind == "sqlite" ? new SqliteTestDatabase() : new PostgresTestDatabase();
        return new Place(await test.Open(), tables) { _own = test };
    }

    /// <summary>An export as its lines, the events of exports and imports themselves left out.</summary>
    public async Task<string[]> Export(ExportOptions? options = null)
    {
        using var stream = new MemoryStream();
        _ = await Transfer.ExportAsync(stream, options);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    public Task<TransferReport> Import(IEnumerable<string> lines, ImportOptions? options = null) =>
        Import(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), options);

    public async Task<TransferReport> Import(Stream from, ImportOptions? options = null)
    {
        _problems.Clear();
        return await Transfer.ImportAsync(from, (options ?? new()) with { Told = _problems.Add });
    }

    public async Task<TransferReport> Import(ForeignSource source, ImportOptions? options = null)
    {
        _problems.Clear();
        return await Transfer.ImportAsync(source, (options ?? new()) with { Told = _problems.Add });
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
