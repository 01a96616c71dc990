using System.Diagnostics.CodeAnalysis;

namespace Keywright.Database.Sqlite;

/// <summary>The one thread that writes. It takes groups of units from the queue until the database closes.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly string _path;
    private readonly SqliteOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly WriteQueue _queue;
    private readonly Thread _thread;
    private readonly WriterLock _lock;
    private readonly WriteAheadLog _writeAheadLog;
    private SqliteConnection? _connection;

    /// <exception cref="DatabaseException">The file can't be opened.</exception>
    public SqliteWriter(string path, SqliteOptions options, TimeProvider clock, ILogger log)
    {
        _path = path;
        _options = options;
        _clock = clock;
        _log = log;
        _queue = new WriteQueue(options.MostWaiting);
        _lock = new WriterLock(path);
        _writeAheadLog = new WriteAheadLog(path);
        OpenFirst();
        _thread = new Thread(Work) { IsBackground = true, Name = "keywright-writer" };
        _thread.Start();
    }

    public Task<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(ct);
        }

        var waiting = new WriteUnit<T>(unit, ct);
        _queue.Add(waiting);
        return waiting.Answered;
    }

    /// <summary>What waits already is still written; then the file is closed.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        Close();
        _lock.Dispose();
    }

    // Closing writes too: SQLite checkpoints. If the lock can't be had, its own locks still guard the file.
    private void Close()
    {
        try
        {
            _lock.Take(_options.BusyTimeout);
        }
        catch (DatabaseException)
        {
        }

        CloseConnection();
        _lock.Release();
    }

    private void OpenFirst()
    {
        _lock.Take(_options.BusyTimeout);
        try
        {
            _connection = SqliteFile.OpenWriter(_path, _options.BusyTimeout, _options.IsMemory);
        }
        catch (SqliteException failure)
        {
            throw failure.Translated();
        }
        finally
        {
            _lock.Release();
        }
    }

    private void Work()
    {
        while (_queue.WaitForOne())
        {
            WorkOnce();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever happens, nobody waits for ever and the next group gets its turn.")]
    private void WorkOnce()
    {
        WriteGroup? group = null;
        DatabaseException? death = null;
        try
        {
            _lock.Take(_options.BusyTimeout);
            var connection = Connected();
            // Before the group, so that no failure of it can be taken for one of a commit.
            _writeAheadLog.Shorten(connection, _options.BusyTimeout);
            group = new WriteGroup(connection, _queue, _options, _clock, _log);
            group.Run();
        }
        catch (Exception failure)
        {
            death = (failure as SqliteException)?.Translated() as DatabaseException ?? failure as DatabaseException
                ?? new DatabaseException(DatabaseProblem.Unavailable, "The database's writer failed.", failure);
            SqliteLog.GroupDied(_log, failure);
            CleanUp(group, death);
        }
        finally
        {
            _lock.Release();
        }

        group?.Answer(death);
        if (death is not null && group?.HasBegun != true)
        {
            RefuseWaiting(death);
        }
    }

    /// <summary>The connection, opened again when it broke or when its file is no longer the one at its path.</summary>
    private SqliteConnection Connected()
    {
        if (_connection?.HasMoved() == true)
        {
            CloseConnection();
            _lock.Dispose();
            _lock.Take(_options.BusyTimeout);
        }

        return _connection ??= SqliteFile.OpenWriter(_path, _options.BusyTimeout, _options.IsMemory);
    }

    private void CleanUp(WriteGroup? group, DatabaseException death)
    {
        var isBroken = death.InnerException is SqliteException { IsConnectionBroken: true };
        if (group?.TryRollBack() == false || isBroken)
        {
            CloseConnection();
        }
    }

    // Without a turn nobody gets one: all who wait are told now, and not each after a timeout of its own.
    private void RefuseWaiting(DatabaseException death)
    {
        while (_queue.TryTake(out var unit))
        {
            unit.Tell(death);
            _ = unit.Answer();
        }
    }

    private void CloseConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
