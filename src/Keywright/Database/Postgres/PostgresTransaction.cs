using System.Data;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>
/// The connection's side of a unit of work: taken when the first statement comes, BEGIN travelling with it; what was put off travels with
/// the next statement or with COMMIT.
/// <para>The caller's token is looked at between statements and never handed to the driver: a cancel request of PostgreSQL is for a
/// connection, not for a statement, and one that comes late may hit a COMMIT. What bounds a statement is the server's timeout.</para>
/// </summary>
internal sealed class PostgresTransaction(IPostgresSource source, PostgresUnit kind, PostgresSession session, CancellationToken ct)
{
    private readonly List<NpgsqlBatchCommand> _pending = [];
    private ExceptionDispatchInfo? _failure;
    private int _running;
    private int _statements;
    private bool _began;
    private bool _ended;

    /// <summary>The connection, once there is one.</summary>
    public PostgresLease? Lease { get; private set; }

    /// <summary>The first statement (or connection attempt) that failed: the unit fails with it, whatever its body made of that.</summary>
    public Exception? Failure => _failure?.SourceException;

    private NpgsqlConnection? OpenConnection => Lease is { Connection: { State: ConnectionState.Open } connection } ? connection : null;

    public ValueTask<T> Run<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, ValueTask<T>> read)
    {
        Demand();
        if (kind.Begin is null && _statements > 0)
        {
            throw new InvalidOperationException("ReadOne is for one statement. Read gives several the same snapshot.");
        }

        _statements++;
        return Guard(async () =>
        {
            await using var batch = await Batch();
            batch.BatchCommands.Add(command);
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            return await read(reader);
        });
    }

    public void PutOff(NpgsqlBatchCommand command)
    {
        Demand();
        _pending.Add(command);
    }

    /// <summary>The body is through: no more statements.</summary>
    public void End() => _ended = true;

    /// <exception cref="DatabaseException">The outcome is unknown.</exception>
    public async ValueTask Commit()
    {
        if (Volatile.Read(ref _running) != 0)
        {
            throw new InvalidOperationException("The unit of work ended while one of its statements was running. Await each.");
        }

        _failure?.Throw();
        if (_pending.Count == 0 && (!_began || kind.Begin is null))
        {
            return;
        }

        try
        {
            await using var batch = await Batch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            if (kind.IsWrite)
            {
                await PostgresCommit.Run(Lease!.Connection, batch);
            }
            else
            {
                _ = await batch.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (!kind.IsWrite && PostgresErrors.IsOfTheDriver(e))
        {
            // The snapshot could not be closed in good order; it was read all the same.
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    public async ValueTask Rollback()
    {
        // A statement that the body forgot to await still has the connection. The server's timeout ends it, if nothing else.
        while (Volatile.Read(ref _running) != 0)
        {
            await Task.Delay(1, CancellationToken.None);
        }

        if (!_began || kind.Begin is null || OpenConnection is not { } connection)
        {
            return;
        }

        try
        {
            await using var batch = connection.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand("ROLLBACK"));
            _ = await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e) || e is InvalidOperationException)
        {
            // A connection that can't roll back is broken or busy: the pool drops it, and the server rolls back for itself.
        }
    }

    public ValueTask Release() => Lease is { } lease ? lease.Source.Return(lease) : ValueTask.CompletedTask;

    /// <summary>A batch of what must run before the next statement.</summary>
    private async ValueTask<NpgsqlBatch> Batch()
    {
        Lease ??= await source.Open(ct);
        var batch = Lease.Connection.CreateBatch();
        if (!_began && kind.Begin is { } begin)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(begin));
            if (session.SetTimeout is { } timeout)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(timeout));
            }
        }

        foreach (var command in _pending)
        {
            batch.BatchCommands.Add(command);
        }

        _pending.Clear();
        _began = true;
        return batch;
    }

    private async ValueTask<T> Guard<T>(Func<ValueTask<T>> statement)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            _failure = ExceptionDispatchInfo.Capture(
                new InvalidOperationException("Two statements of one unit of work at once. Await each before the next."));
            _failure.Throw();
        }

        try
        {
            return await statement();
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e) || OpenConnection is null)
        {
            var isKnown = PostgresErrors.IsOfTheDriver(e) || Lease is null;
            _failure ??= ExceptionDispatchInfo.Capture(isKnown ? e : new NpgsqlException("The connection was lost.", e));
            throw;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private void Demand()
    {
        if (_ended)
        {
            throw new InvalidOperationException("The unit of work has ended: its statements run inside it only.");
        }

        _failure?.Throw();
        ct.ThrowIfCancellationRequested();
    }
}
