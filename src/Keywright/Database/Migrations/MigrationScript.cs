namespace Keywright.Database.Migrations;

/// <summary>A text to run, and how.</summary>
internal sealed record MigrationScript(string Sql)
{
    // Behind a statement that waits for a lock on a table, everybody queues who comes after it (PostgreSQL 18 §13.3).
    public static readonly TimeSpan UsualLockTimeout = TimeSpan.FromSeconds(2);

    public MigrationHeaders Headers { get; init; } = MigrationHeaders.None;

    /// <summary>How often a lock that is not had in time is tried.</summary>
    public int LockTries { get; init; } = 10;

    /// <summary>Told of whoever has the lock that it waits for.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>Whether a durable commit follows, with which this one becomes durable too: the log is written in order.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>Whether settings that another file left in the session are to be forgotten.</summary>
    public bool IsFresh { get; init; } = true;

    public TimeSpan LockTimeout => Headers.LockTimeout ?? UsualLockTimeout;
}

/// <summary>How a statement that runs for itself is noted in the history, each in a transaction.</summary>
/// <param name="WasBegun">Whether its place was noted as begun by somebody who never came to note its end.</param>
/// <param name="IsSame">Whether that was this very statement.</param>
internal sealed record StatementMarks(bool WasBegun, bool IsSame, Func<Tx, ValueTask> Begin, Func<Tx, ValueTask> Done);
