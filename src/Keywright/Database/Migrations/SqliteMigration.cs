using System.Diagnostics;
using Keywright.Database.Migrations.Running;
using Keywright.Database.Migrations.Scripts;
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

    // What runs for itself because it is refused, or does nothing, in a transaction.
    private static readonly string[] Alone = ["VACUUM", "PRAGMA", "ATTACH", "DETACH"];

    private readonly string _lockPath;
    private readonly WriterLock _turn;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly bool _isGuest;
    private SqliteConnection? _opened;
    private bool _hasLog;
    private bool _isRelaxed;

    private SqliteMigration(string path, bool isGuest, TimeProvider time)
    {
        _path = path;
        _lockPath = path + ".migrate";
        _isGuest = isGuest;
        _time = time;
        _turn = new WriterLock(path);
    }

    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Opened at the first use: who migrates for minutes has the writer's turn, and not it but the lock is waited for.</summary>
    private SqliteConnection Connection => _opened ??= OpenInTurn();

    /// <param name="path">Of the file.</param>
    /// <param name="isGuest">Whether it is somebody else's: nothing about it is changed that its migrations don't change.</param>
    /// <param name="time">The clock of the history.</param>
    public static MigrationConnection Open(string path, bool isGuest, TimeProvider time) => new SqliteMigration(path, isGuest, time);

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

    public override async ValueTask<HistoryForm> History(CancellationToken ct)
    {
        var columns = await Look(
            tx => tx.FindValue(
                $"""
                SELECT count(*) + coalesce(sum(name IN ({"min_app_version"}, {"checkpoints"})), 0) * 1000 AS n
                  FROM pragma_table_info({MigrationStore.Table})
                """,
                row => row.Int("n")),
            ct);
        return columns switch { 0 => HistoryForm.None, < 2000 => HistoryForm.Older, _ => HistoryForm.Current };
    }

    public override async ValueTask EnsureHistory(CancellationToken ct)
    {
        var form = await History(ct);
        if (form != HistoryForm.Current)
        {
            await Unit(form == HistoryForm.None ? MigrationStore.MakeTable : MigrationStore.AddColumns, ct);
        }
    }

    /// <summary>Beside whoever writes. Only where a crash left something to recover it is a writer's work.</summary>
    public override ValueTask<T> Look<T>(Func<Tx, ValueTask<T>> look, CancellationToken ct)
    {
        try
        {
            using var reader = SqliteFile.OpenReader(_path, BusyTimeout);
            reader.Exec("BEGIN");
            return ValueTask.FromResult(new SqliteTx(reader, _time.GetUtcNow()).Run(look));
        }
        catch (SqliteException e) when (e.PrimaryCode is SqliteCode.ReadOnly or SqliteCode.CantOpen)
        {
            return Unit(look, ct);
        }
    }

    public override ValueTask<T> Unit<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct)
    {
        Relax(false);
        return ValueTask.FromResult(Transaction(static () => { }, unit));
    }

    public override ValueTask Apply(MigrationScript script, Func<Tx, ValueTask> complete, CancellationToken ct)
    {
        // What a later commit makes durable need not be now: the log is written in order. Without a log it is no such thing.
        _ = Connection;
        Relax(script.IsFollowed && _hasLog);
        _ = Transaction(() => Run(script.Sql), async tx =>
        {
            await complete(tx);
            return true;
        });
        return ValueTask.CompletedTask;
    }

    public override ValueTask Apply(MigrationScript script, SqlStatement statement, StatementMarks marks, CancellationToken ct)
    {
        if (!Alone.Any(word => statement.Begins(word)))
        {
            return Apply(script with { Sql = statement.Text }, marks.Done, ct);
        }

        var connection = Connection;
        _turn.Take(BusyTimeout);
        try
        {
            connection.Exec(statement.Text);
            connection.Exec("PRAGMA foreign_keys = OFF");
        }
        finally
        {
            _turn.Release();
        }

        return Unit(marks.Done, ct);
    }

    public override ValueTask DisposeAsync()
    {
        if (_opened is not null)
        {
            // Closing may checkpoint, which is a writer's work too.
            _turn.Take(BusyTimeout);
            _opened.Dispose();
            _turn.Release();
        }

        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteConnection OpenInTurn()
    {
        _turn.Take(BusyTimeout);
        try
        {
            var connection = _isGuest ? OpenGuest(_path) : SqliteFile.OpenWriter(_path, BusyTimeout);
            // A table that is rebuilt is dropped meanwhile, which must not cascade to its children; what is left is checked before COMMIT.
            connection.Exec("PRAGMA foreign_keys = OFF");
            _hasLog = connection.Scalar("PRAGMA journal_mode") == "wal";
            return connection;
        }
        catch (SqliteException e)
        {
            throw e.Translated();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static SqliteConnection OpenGuest(string path)
    {
        var connection = SqliteConnection.Open(path, SqliteAccess.Write, BusyTimeout);
        // Only a file that is new has no say in how it is kept.
        if (connection.Scalar("PRAGMA page_count") == "0")
        {
            _ = connection.Scalar("PRAGMA journal_mode = WAL");
        }

        return connection;
    }

    private void Relax(bool isRelaxed)
    {
        if (_isRelaxed != isRelaxed)
        {
            _isRelaxed = isRelaxed;
            Connection.Exec(isRelaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
        }
    }

    private T Transaction<T>(Action first, Func<Tx, ValueTask<T>> unit)
    {
        var connection = Connection;
        _turn.Take(BusyTimeout);
        try
        {
            connection.Exec("BEGIN IMMEDIATE");
            first();
            var result = new SqliteTx(connection, _time.GetUtcNow()).Run(unit);
            connection.Exec("COMMIT");
            return result;
        }
        catch when (connection.IsInTransaction)
        {
            connection.Exec("ROLLBACK");
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Run(string script)
    {
        var guard = SqliteGuard.Before(Connection, SqlScript.Statements(Dialect.Sqlite, script), _isGuest);
        Connection.Exec(script);
        if (!Connection.IsInTransaction)
        {
            throw new MigrationException(MigrationProblem.Failed, "the file ends the transaction that it runs in");
        }

        if (guard.Refuse() is { } reason)
        {
            throw new MigrationException(MigrationProblem.Failed, reason);
        }
    }
}
