using System.Security.Cryptography;
using System.Text;
using Keywright.Database;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// Collects rows by table and writes them in batches, tables in their order, one batch while the next is read. Counts and tells.
/// </summary>
internal sealed class ImportWriter(
    KeywrightDatabase database, IReadOnlyList<TransferTable> tables, RowCodec codec, ImportRules rules, ImportOptions options)
{
    private const int BatchRows = 1_000;

    private readonly Dictionary<TransferTable, ImportUnit> _units =
        tables.ToDictionary(table => table, table => new ImportUnit(table, codec, rules));
    private readonly Dictionary<TransferTable, long[]> _counts = tables.ToDictionary(table => table, _ => new long[4]);
    private readonly HashSet<long> _seen = [];
    private Dictionary<TransferTable, List<TransferRow>> _collected = [];
    private Task _writing = Task.CompletedTask;
    private long _rows;

    public long Problems { get; private set; }

    /// <summary>Whether anything was written.</summary>
    public bool HasWritten => _counts.Values.Any(count => count[1] > 0);

    public async ValueTask Add(TransferTable table, TransferRow row, CancellationToken ct)
    {
        if (!_collected.TryGetValue(table, out var batch))
        {
            _collected[table] = batch = [];
        }

        batch.Add(row);
        _counts[table][0]++;
        if (batch.Count == BatchRows)
        {
            await Flush(ct);
        }
    }

    /// <summary>A row that does not even reach the database, or lost a part of it before.</summary>
    public void Tell(TransferProblem problem, TransferTable? table = null)
    {
        if (table is not null)
        {
            _counts[table][0]++;
            _counts[table][3]++;
        }

        Problems++;
        options.Told?.Invoke(problem);
    }

    public async ValueTask<TransferReport> Finish(CancellationToken ct)
    {
        await Flush(ct);
        await _writing;
        return new TransferReport(
            [.. tables.Select(table => (table.Name, Count: _counts[table]))
                .Select(table => new TransferCount(table.Name, table.Count[0], table.Count[1], table.Count[2], table.Count[3]))],
            Problems);
    }

    private async ValueTask Flush(CancellationToken ct)
    {
        await _writing;
        var collected = _collected;
        _collected = [];
        _writing = Write(collected, ct);
    }

    private async Task Write(Dictionary<TransferTable, List<TransferRow>> collected, CancellationToken ct)
    {
        foreach (var table in tables.Where(collected.ContainsKey))
        {
            Add(table, await Batch(table, collected[table], ct));
            _rows += collected[table].Count;
            options.Progress?.Report(new TransferProgress(table.Name, _rows));
        }
    }

    /// <summary>When one row breaks the batch, the others are written without it.</summary>
    private async Task<ImportOutcome> Batch(TransferTable table, List<TransferRow> rows, CancellationToken ct)
    {
        try
        {
            return await Unit(table, rows, ct);
        }
        catch (Exception e) when (e is not (DatabaseException or OperationCanceledException or InvalidDataException) && rows.Count > 1)
        {
            var whole = new ImportOutcome();
            foreach (var row in rows)
            {
                var one = await Batch(table, [row], ct);
                whole.Written += one.Written;
                whole.Unchanged += one.Unchanged;
                whole.Problems.AddRange(one.Problems);
            }

            return whole;
        }
        catch (Exception e) when (e is not (DatabaseException or OperationCanceledException or InvalidDataException))
        {
            var none = new ImportOutcome();
            none.Refuse(table, rows[0], $"the database refuses it: {e.Message}");
            return none;
        }
    }

    private async Task<ImportOutcome> Unit(TransferTable table, List<TransferRow> rows, CancellationToken ct)
    {
        if (!options.DryRun)
        {
            return await database.Write(tx => _units[table].Write(tx, rows), ct);
        }

        try
        {
            return await database.Write<ImportOutcome>(async tx => throw new DryRunEnd(await _units[table].Write(tx, rows)), ct);
        }
        catch (DryRunEnd end)
        {
            Repeated(table, rows, end.Outcome);
            return end.Outcome;
        }
    }

    /// <summary>What a dry run did not write can't be in the way of what follows; so it is remembered here, as hashes.</summary>
    private void Repeated(TransferTable table, List<TransferRow> rows, ImportOutcome outcome)
    {
        var refused = outcome.Problems.Select(problem => problem.Place).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => !refused.Contains(row.Place)))
        {
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i].IsUnique && row.Values[i] is { } value && !_seen.Add(Trace($"{table.Name} {i} {value}")))
                {
                    outcome.Written--;
                    outcome.Refuse(table, row, $"its {table.Columns[i].Name} is that of a row before it.");
                    break;
                }
            }
        }
    }

    private static long Trace(string value) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    private void Add(TransferTable table, ImportOutcome outcome)
    {
        var counts = _counts[table];
        counts[1] += outcome.Written;
        counts[2] += outcome.Unchanged;
        counts[3] += outcome.Problems.Count;
        foreach (var problem in outcome.Problems)
        {
            Tell(problem);
        }
    }

#pragma warning disable CA1032, CA1064 // Never leaves this class: it only rolls a unit back.
    private sealed class DryRunEnd(ImportOutcome outcome) : Exception
#pragma warning restore CA1032, CA1064
    {
        public ImportOutcome Outcome { get; } = outcome;
    }
}
