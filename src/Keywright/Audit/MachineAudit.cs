using System.Collections.Concurrent;
using Keywright.Database;
using Keywright.Database.Periodic;

namespace Keywright.Audit;

/// <summary>
/// Records what programs do that changes nothing (client credentials, introspection): collected, and written together within a second, so
/// that such a request waits for no commit. A node that stops writes what is left; one that is killed loses that second. What changes
/// something is recorded by <see cref="AuditLog"/> in the unit of work of its change.
/// </summary>
internal sealed partial class MachineAudit(
    KeywrightDatabase database, AuditLog audit, TimeProvider clock, ILogger<MachineAudit> log) : IPeriodicWork
{
    /// <summary>As many as wait at most, some 20 MB: while they do, those who come write for themselves.</summary>
    public const int Most = 20_000;

    private const int Unit = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _count;
    private bool _ended;

    /// <summary>Whether it is unknown if an earlier try has written it.</summary>
    private readonly record struct Waiting(AuditRow Row, bool IsDoubtful);

    public string Name => "machine-audit";

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public bool OnOneNode => false;

    /// <summary>
    /// Takes a fact down, at the time of now. It waits for the database only where too many wait already, or where the node has stopped.
    /// </summary>
    /// <exception cref="DatabaseException">It had to be written at once, and was not.</exception>
    public async ValueTask Note(AuditEvent fact, AuditOrigin origin, CancellationToken ct = default)
    {
        var row = audit.Row(origin, fact, Instants.Cut(clock.GetUtcNow()));
        if (Interlocked.Increment(ref _count) > Most)
        {
            _ = Interlocked.Decrement(ref _count);
            _ = await database.Write(tx => Add(tx, [new Waiting(row, false)]), ct);
            return;
        }

        _waiting.Enqueue(new Waiting(row, false));

        // Counted before this is read: either Finish sees that something waits, or this sees that Finish is over.
        if (Volatile.Read(ref _ended))
        {
            await Run(CancellationToken.None);
        }
    }

    /// <summary>Writes what waits. What can't be written now stays for the next time.</summary>
    /// <exception cref="DatabaseException">The database is away; nothing was lost.</exception>
    public async Task Run(CancellationToken ct)
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                _ = await database.Write(tx => Add(tx, batch), ct);
                _ = Interlocked.Add(ref _count, -batch.Count);
            }
            catch (Exception e) when (e is DatabaseException or OperationCanceledException)
            {
                PutBack(batch, e);
                throw;
            }
#pragma warning disable CA1031 // One that the database refuses must not keep all others from being written.
            catch (Exception)
#pragma warning restore CA1031
            {
                await OneByOne(batch, ct);
            }
        }
    }

    /// <summary>The node stops: all is written, as long as there is time for it.</summary>
    public async Task Finish(CancellationToken ct)
    {
        Volatile.Write(ref _ended, true);
        Interlocked.MemoryBarrier();
        while (Volatile.Read(ref _count) > 0 && !ct.IsCancellationRequested)
        {
            try
            {
                await Run(ct);
                await Task.Yield();
            }
            catch (DatabaseException)
            {
                await Task.Delay(Pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        if (Volatile.Read(ref _count) is > 0 and var left)
        {
            LogUnwritten(log, left);
        }
    }

    private async Task OneByOne(List<Waiting> batch, CancellationToken ct)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                _ = await database.Write(tx => Add(tx, [batch[i]]), ct);
            }
            catch (Exception e) when (e is DatabaseException or OperationCanceledException)
            {
                PutBack(batch[i..], e);
                throw;
            }
#pragma warning disable CA1031 // See above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogRefused(log, batch[i].Row.Fact.Type, batch[i].Row.Id, e);
            }

            _ = Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>What an earlier try may have written is looked for first: no fact is recorded twice.</summary>
    private static async ValueTask<int> Add(Tx tx, IReadOnlyList<Waiting> batch)
    {
        AuditEventId[] doubtful = [.. batch.Where(one => one.IsDoubtful).Select(one => one.Row.Id)];
        var written = doubtful.Length == 0 ? [] : await AuditReader.Present(tx, doubtful);
        await AuditStore.Add(tx, [.. batch.Select(one => one.Row).Where(row => !written.Contains(row.Id.Value))]);
        return batch.Count;
    }

    private List<Waiting> Take()
    {
        var batch = new List<Waiting>();
        while (batch.Count < Unit && _waiting.TryDequeue(out var one))
        {
            batch.Add(one);
        }

        return batch;
    }

    private void PutBack(List<Waiting> batch, Exception reason)
    {
        var isDoubtful = reason is not DatabaseException { Problem: not DatabaseProblem.OutcomeUnknown };
        foreach (var one in batch)
        {
            _waiting.Enqueue(one with { IsDoubtful = one.IsDoubtful || isDoubtful });
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical, Message = "{Count} audit events of machine traffic could not be written before the node stopped: lost.")]
    private static partial void LogUnwritten(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses the audit event {Type} ({Id}): it is not recorded.")]
    private static partial void LogRefused(ILogger logger, string type, AuditEventId id, Exception exception);
}
