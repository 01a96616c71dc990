using System.Diagnostics.CodeAnalysis;

namespace Keywright.Database.Sqlite;

/// <summary>A unit of work that waits for the writer, and the caller that waits for its answer.</summary>
internal abstract class WriteUnit
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Dropped = 2;

    private int _state = Waiting;
    private bool _isRolledBack;

    /// <summary>What its caller will be told instead of a result.</summary>
    public Exception? Failure { get; private set; }

    private SqliteTx? Tx { get; set; }

    /// <summary>False when the caller went away while it waited.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    public bool TryDrop() => Interlocked.CompareExchange(ref _state, Dropped, Waiting) == Waiting;

    /// <summary>Runs the body. What it throws is its caller's, and the reason to roll it back.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a unit throws goes to its caller.")]
    public void Run(SqliteTx tx)
    {
        Tx = tx;
        try
        {
            RunBody(tx);
        }
        catch (Exception thrown)
        {
            Failure = thrown is SqliteException native ? native.Translated() : thrown;
            _isRolledBack = true;
        }
    }

    /// <summary>
    /// Its group died, so whatever it returned or threw is void. Each gets an exception of its own, to which its caller's stack is added.
    /// </summary>
    public void Tell(DatabaseException death) =>
        Failure = new DatabaseException(death.Problem, death.Message, death.InnerException ?? death);

    /// <summary>Once its outcome is settled: effects, then the caller's answer, which goes on elsewhere.</summary>
    /// <returns>What an effect threw though it must not.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A broken effect must not leave the callers of the group without an answer.")]
    public Exception? Answer()
    {
        Exception? mistake = null;
        try
        {
            if (!_isRolledBack && (Failure is null or DatabaseException { Problem: DatabaseProblem.OutcomeUnknown }))
            {
                Tx?.RunOnCommitted();
            }
        }
        catch (Exception thrown)
        {
            mistake = thrown;
        }

        Settle();
        return mistake;
    }

    protected abstract void RunBody(SqliteTx tx);

    protected abstract void Settle();
}

internal sealed class WriteUnit<T> : WriteUnit
{
    // Answers must not run on the writer's thread: it belongs to the next group.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Tx, ValueTask<T>> _unit;
    private readonly CancellationTokenRegistration _cancellation;
    private T? _result;

    public WriteUnit(Func<Tx, ValueTask<T>> unit, CancellationToken ct)
    {
        _unit = unit;
        _cancellation = ct.UnsafeRegister(static (state, token) => ((WriteUnit<T>)state!).Cancel(token), this);
    }

    public Task<T> Answered => _answer.Task;

    protected override void RunBody(SqliteTx tx) => _result = tx.Run(_unit);

    protected override void Settle()
    {
        // Unregister instead of Dispose, which would wait for a callback that runs now.
        _ = _cancellation.Unregister();
        _ = Failure is null ? _answer.TrySetResult(_result!) : _answer.TrySetException(Failure);
    }

    private void Cancel(CancellationToken token)
    {
        if (TryDrop())
        {
            _ = _answer.TrySetCanceled(token);
        }
    }
}
