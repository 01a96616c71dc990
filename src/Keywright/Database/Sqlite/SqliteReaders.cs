using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Keywright.Database.Sqlite;

/// <summary>Read-only connections with their prepared statements, lent to one unit at a time. A unit runs on its caller's thread.</summary>
internal sealed class SqliteReaders(string path, SqliteOptions options, TimeProvider clock) : IDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "A unit that outlives the database still gives its slot back.")]
    private readonly SemaphoreSlim _slots = new(options.Readers);
    private readonly ConcurrentStack<SqliteConnection> _idle = new();
    private long _lookedAt;
    private volatile bool _isClosed;

    /// <param name="unit">The body.</param>
    /// <param name="isSingle">One statement is a snapshot of itself and needs no transaction.</param>
    /// <param name="ct">Gives up the wait for a reader; a unit that began runs to its end.</param>
    /// <param name="isLimited">Whether it is ended when it takes too long.</param>
    public async ValueTask<T> Run<T>(Func<Tx, ValueTask<T>> unit, bool isSingle, CancellationToken ct, bool isLimited = true)
    {
        if (!_slots.Wait(0, ct) && !await _slots.WaitAsync(options.BusyTimeout, ct))
        {
            throw new DatabaseException(DatabaseProblem.Busy, "All readers of the database are busy.");
        }

        try
        {
            return RunHere(unit, isSingle, isLimited);
        }
        catch (SqliteException failure)
        {
            throw failure.Translated();
        }
        finally
        {
            _ = _slots.Release();
        }
    }

    /// <summary>Waits for units that still run, a moment at most; what comes back later is closed then.</summary>
    public void Dispose()
    {
        _isClosed = true;
        for (var i = 0; i < options.Readers; i++)
        {
            if (!_slots.Wait(options.UnitLimit))
            {
                break;
            }
        }

        CloseIdle();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "GiveBack pools or disposes it.")]
    private T RunHere<T>(Func<Tx, ValueTask<T>> unit, bool isSingle, bool isLimited)
    {
        var connection = Take();
        var isHealthy = true;
        try
        {
            return RunOn(connection, unit, isSingle, isLimited);
        }
        catch (SqliteException failure) when (failure.IsConnectionBroken)
        {
            isHealthy = false;
            throw;
        }
        finally
        {
            GiveBack(connection, isHealthy && !connection.IsInTransaction);
        }
    }

    private T RunOn<T>(SqliteConnection connection, Func<Tx, ValueTask<T>> unit, bool isSingle, bool isLimited)
    {
        if (!isSingle)
        {
            connection.Prepare("BEGIN").Run();
        }

        if (isLimited)
        {
            connection.Deadline = Stopwatch.GetTimestamp() + (long)(options.UnitLimit.TotalSeconds * Stopwatch.Frequency);
        }

        var tx = new SqliteTx(connection, clock.GetUtcNow(), isSingle);
        T result;
        try
        {
            result = tx.Run(unit);
        }
        finally
        {
            connection.Deadline = long.MaxValue;
            if (connection.IsInTransaction)
            {
                connection.Prepare("COMMIT").Run();
            }
        }

        tx.RunOnCommitted();
        return result;
    }

    private SqliteConnection Take()
    {
        if (_isClosed)
        {
            throw new DatabaseException(DatabaseProblem.Unavailable, "The database is closing.");
        }

        if (!_idle.TryPop(out var connection))
        {
            return SqliteFile.OpenReader(path, options.BusyTimeout);
        }

        if (!IsTimeToLook() || !connection.HasMoved())
        {
            return connection;
        }

        // Another file is at the path, or none: whatever these connections still see is no longer the database.
        connection.Dispose();
        CloseIdle();
        return SqliteFile.OpenReader(path, options.BusyTimeout);
    }

    // A look is a system call; once a second is enough for something that only an operator does.
    private bool IsTimeToLook()
    {
        var last = Volatile.Read(ref _lookedAt);
        var now = Stopwatch.GetTimestamp();
        return now - last > Stopwatch.Frequency && Interlocked.CompareExchange(ref _lookedAt, now, last) == last;
    }

    private void GiveBack(SqliteConnection connection, bool isHealthy)
    {
        if (isHealthy && !_isClosed)
        {
            _idle.Push(connection);
        }
        else
        {
            connection.Dispose();
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }
}
