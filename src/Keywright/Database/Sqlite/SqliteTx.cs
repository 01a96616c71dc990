using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Keywright.Database.Sqlite;

/// <summary>
/// A unit of work on one connection. It runs to its end on one thread: a unit that leaves it, or goes on after a statement failed,
/// is refused, so that nobody else's work on this connection can be touched.
/// </summary>
internal sealed class SqliteTx(SqliteConnection connection, DateTimeOffset now, bool isSingle = false)
    : Tx(Instants.Cut(now), Dialect.Sqlite)
{
    [ThreadStatic]
    private static bool IsThreadTaken;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _statements;
    private bool _isReading;
    private volatile bool _hasEnded;
    private Exception? _fault;

    private SqliteConnection Connection => connection;

    /// <summary>Why this unit must not commit, though its body may have swallowed it.</summary>
    private Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>A unit that asked for another one would wait for itself.</summary>
    public static void RefuseInsideUnit()
    {
        if (IsThreadTaken)
        {
            throw new InvalidOperationException("A unit of work must not start another one: it would wait for itself.");
        }
    }

    /// <summary>Runs the whole body on this thread. The first thing that went wrong tells more than what the body made of it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The fault that is thrown in its place came first.")]
    public T Run<T>(Func<Tx, ValueTask<T>> unit)
    {
        IsThreadTaken = true;
        try
        {
            var task = unit(this);
            if (!task.IsCompleted)
            {
                Forget(task);
                Break(new InvalidOperationException(
                    "A unit of work awaited something other than its own statements, and was rolled back."));
            }
            else
            {
                var result = task.GetAwaiter().GetResult();
                RefuseOverdue();
                ThrowFault();
                return result;
            }
        }
        catch (Exception) when (Fault is not null)
        {
            // Thrown below.
        }
        finally
        {
            _hasEnded = true;
            IsThreadTaken = false;
        }

        ThrowFault();
        throw new UnreachableException();
    }

    public override ValueTask<int> Execute(Sql sql)
    {
        using var rows = Start(sql);
        rows.Finish();
        return new ValueTask<int>(rows.Changes);
    }

    public override ValueTask Later(Sql sql)
    {
        using var rows = Start(sql);
        rows.Finish();
        return ValueTask.CompletedTask;
    }

    public override ValueTask<T?> Find<T>(Sql sql, Func<Row, T> read)
        where T : class
    {
        using var rows = Start(sql);
        var found = rows.Next() ? read(rows.Row) : null;
        rows.Finish();
        return new ValueTask<T?>(found);
    }

    public override ValueTask<T?> FindValue<T>(Sql sql, Func<Row, T> read)
        where T : struct
    {
        using var rows = Start(sql);
        T? found = rows.Next() ? read(rows.Row) : null;
        rows.Finish();
        return new ValueTask<T?>(found);
    }

    public override ValueTask<List<T>> List<T>(Sql sql, Func<Row, T> read)
    {
        using var rows = Start(sql);
        var list = new List<T>();
        while (rows.Next())
        {
            list.Add(read(rows.Row));
        }

        return new ValueTask<List<T>>(list);
    }

    public override ValueTask Each(Sql sql, Action<Row> read)
    {
        using var rows = Start(sql);
        while (rows.Next())
        {
            read(rows.Row);
        }

        return ValueTask.CompletedTask;
    }

    // Its failure is of no interest any more, but an exception that nobody looks at would be reported.
    private static void Forget<T>(ValueTask<T> task) =>
        _ = task.AsTask().ContinueWith(static late => late.Exception, TaskScheduler.Default);

    private Rows Start(Sql sql)
    {
        RefuseStatement();
        try
        {
            var statement = connection.Prepare(SqlText.Render(sql, Dialect.Sqlite, schema: ""));
            SqliteBinder.Bind(connection, statement, sql.Values);
            _isReading = true;
            return new Rows(this, statement);
        }
        catch (SqliteException failure)
        {
            Break(failure);
            throw;
        }
    }

    private void RefuseStatement()
    {
        if (_hasEnded)
        {
            throw new InvalidOperationException("This unit of work has ended; it runs no further statements.");
        }

        if (Environment.CurrentManagedThreadId != _thread)
        {
            Break(new InvalidOperationException("A unit of work ran a statement on another thread, and was rolled back."));
        }

        if (_isReading)
        {
            Break(new InvalidOperationException("A read function ran a statement, and the unit of work was rolled back."));
        }

        if (isSingle && _statements++ > 0)
        {
            Break(new InvalidOperationException("ReadOne is for a unit of one statement; this one has a second."));
        }

        RefuseOverdue();
        ThrowFault();
    }

    private void RefuseOverdue()
    {
        if (Stopwatch.GetTimestamp() > connection.Deadline)
        {
            Break(new DatabaseException(DatabaseProblem.Busy, "The unit of work ran longer than its limit, and was rolled back."));
        }
    }

    private void Break(Exception fault) => Interlocked.CompareExchange(ref _fault, fault, null);

    private void ThrowFault()
    {
        if (Fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <summary>A running statement.</summary>
    private readonly ref struct Rows(SqliteTx tx, SqliteStatement statement)
    {
        public Row Row => statement.Row;

        public int Changes => statement.CountsRows ? tx.Connection.Changes : 0;

        public bool Next()
        {
            try
            {
                return statement.Step();
            }
            catch (SqliteException failure)
            {
                tx.Break(failure);
                throw;
            }
        }

        // An UPDATE … RETURNING has done its work only at its end.
        public void Finish()
        {
            while (Next())
            {
            }
        }

        public void Dispose()
        {
            statement.Reset();
            tx._isReading = false;
        }
    }
}
