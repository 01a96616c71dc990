using System.Diagnostics;

namespace Keywright.Database.Sqlite;

/// <summary>
/// Units that share one transaction and one fsync, each in its own savepoint. When the transaction dies, all of them are told, those
/// that refused or failed included: what they saw of their neighbours never came to be.
/// </summary>
internal sealed class WriteGroup(SqliteConnection connection, WriteQueue queue, SqliteOptions options, TimeProvider clock, ILogger log)
{
    private readonly List<WriteUnit> _units = [];

    /// <summary>False when the transaction could not even begin: then no unit was taken.</summary>
    public bool HasBegun { get; private set; }

    /// <exception cref="SqliteException">The transaction could not begin, or died.</exception>
    /// <exception cref="DatabaseException">The outcome of the commit is unknown.</exception>
    public void Run()
    {
        connection.Prepare("BEGIN IMMEDIATE").Run();
        HasBegun = true;
        var start = Stopwatch.GetTimestamp();
        while (queue.TryTake(out var unit))
        {
            _units.Add(unit);
            RunUnit(unit);
            if (_units.Count >= options.GroupUnits || Stopwatch.GetElapsedTime(start) >= options.GroupTime)
            {
                break;
            }
        }

        Commit();
    }

    /// <summary>Undoes what is left of a transaction that failed. False when even that fails.</summary>
    public bool TryRollBack()
    {
        try
        {
            if (connection.IsInTransaction)
            {
                connection.Prepare("ROLLBACK").Run();
            }

            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Answers every unit of the group: with its own outcome, or with what the transaction died of.</summary>
    public void Answer(DatabaseException? death)
    {
        foreach (var unit in _units)
        {
            // The unit that the transaction died of is told what it did itself.
            if (death is not null && (unit.Failure is null || !ReferenceEquals(death.InnerException, unit.Failure)))
            {
                unit.Tell(death);
            }

            if (unit.Answer() is { } mistake)
            {
                SqliteLog.EffectThrew(log, mistake);
            }
        }
    }

    private void RunUnit(WriteUnit unit)
    {
        connection.Prepare("SAVEPOINT unit").Run();
        var start = Stopwatch.GetTimestamp();
        connection.Deadline = start + (long)(options.UnitLimit.TotalSeconds * Stopwatch.Frequency);
        unit.Run(new SqliteTx(connection, clock.GetUtcNow()));
        connection.Deadline = long.MaxValue;
        if (Stopwatch.GetElapsedTime(start) > options.SlowUnit)
        {
            SqliteLog.SlowUnit(log, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // FULL, IOERR, NOMEM and an interrupted write may have rolled back everything, not only the statement.
        if (!connection.IsInTransaction)
        {
            throw new DatabaseException(
                DatabaseProblem.Unavailable, "The transaction that this unit of work shared with others failed.", unit.Failure);
        }

        if (unit.Failure is not null)
        {
            connection.Prepare("ROLLBACK TO unit").Run();
        }

        connection.Prepare("RELEASE unit").Run();
    }

    private void Commit()
    {
        try
        {
            connection.Prepare("COMMIT").Run();
        }
        catch (SqliteException failure) when (failure.PrimaryCode == SqliteCode.IoError)
        {
            // The commit record may have reached the disk before the error: a crash now might bring it back.
            throw new DatabaseException(DatabaseProblem.OutcomeUnknown, "The commit failed; it may or may not last.", failure);
        }
    }
}
