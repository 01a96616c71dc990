using System.Diagnostics;
using Keywright.Database.Sqlite;

namespace Keywright.Database.Migrations;

/// <summary>
/// One connection to the SQLite file beside the writer's, whose turn it takes for each transaction. The lock is an operating-system lock
/// on a side file, gone when its process dies.
/// </summary>
internal sealed class SqliteMigration : MigrationConnection
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly string _lockPath;
    private readonly WriterLock _turn;
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;

    private SqliteMigration(string path, TimeProvider time)
    {
        _lockPath = path + ".migrate";
        _time = time;
        _turn = new WriterLock(path);
        _turn.Take(BusyTimeout);
        try
        {
            _connection = SqliteFile.OpenWriter(path, BusyTimeout);
            // A table that is rebuilt is dropped meanwhile, which must not cascade to its children; what is left is checked before COMMIT.
            _connection.Exec("PRAGMA foreign_keys = OFF");
        }
        finally
        {
            _turn.Release();
        }
    }

    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Waits for the writer's turn, so not on the caller's thread.</summary>
    public static async ValueTask<MigrationConnection> Open(string path, TimeProvider time, CancellationToken ct) =>
        await Task.Run(() => new SqliteMigration(path, time), ct);

    public override async ValueTask<IAsyncDisposable> Lock(TimeSpan timeout, CancellationToken ct)
    {
        var held = new SqliteMigrationLock(_lockPath);
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 1; !held.TryTake(_time.GetUtcNow()); attempt++)
        {
            if (Stopwatch.GetElapsedTime(start) >= timeout)
            {
                await held.DisposeAsync();
                throw new MigrationException(MigrationProblem.LockNotHad, $"Somebody else migrates this database: {held.Holder()}.");
            }

            await Backoff.Wait(attempt, LongestPause, ct);
        }

        return held;
    }

    public override async ValueTask<bool> HasHistory(CancellationToken ct)
    {
        var found = await Unit(
            tx => tx.Find(
                $"SELECT name FROM sqlite_master WHERE type = {"table"} AND name = {MigrationStore.Table}", row => row.Text("name")),
            ct);
        return found is not null;
    }

    public override async ValueTask EnsureHistory(CancellationToken ct)
    {
        if (!await HasHistory(ct))
        {
            await Apply("", MigrationStore.MakeTable, ct);
        }
    }

    public override ValueTask<T> Unit<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct) => ValueTask.FromResult(Transaction("", unit));

    public override ValueTask Apply(string script, Func<Tx, ValueTask> complete, CancellationToken ct)
    {
        _ = Transaction(script, async tx =>
        {
            await complete(tx);
            return true;
        });
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        // Closing may checkpoint, which is a writer's work too.
        _turn.Take(BusyTimeout);
        _connection.Dispose();
        _turn.Release();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private T Transaction<T>(string script, Func<Tx, ValueTask<T>> unit)
    {
        _turn.Take(BusyTimeout);
        try
        {
            _connection.Exec("BEGIN IMMEDIATE");
            Run(script);
            var result = new SqliteTx(_connection, _time.GetUtcNow()).Run(unit);
            _connection.Exec("COMMIT");
            return result;
        }
        catch when (_connection.IsInTransaction)
        {
            _connection.Exec("ROLLBACK");
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Run(string script)
    {
        if (script.Length == 0)
        {
            return;
        }

        _connection.Exec(script);
        if (!_connection.IsInTransaction)
        {
            throw new MigrationException(MigrationProblem.Failed, "the file ends the transaction that it runs in");
        }

        if (_connection.Scalar("SELECT \"table\" || ' → ' || parent FROM pragma_foreign_key_check LIMIT 1") is { } orphan)
        {
            throw new MigrationException(MigrationProblem.Failed, $"rows would refer to others that are missing ({orphan})");
        }
    }
}
