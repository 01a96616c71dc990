using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations;

/// <summary>The one connection that holds the lock, keeps the history and runs the files. Each dialect has its own.</summary>
internal abstract class MigrationConnection : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>Waits until nobody else migrates this database. The lock ends with the returned object, or with this process.</summary>
    /// <exception cref="MigrationException">It was not had in time.</exception>
    public abstract ValueTask<IAsyncDisposable> Lock(TimeSpan timeout, CancellationToken ct);

    /// <summary>Whether there is a history to read. Changes nothing.</summary>
    public abstract ValueTask<HistoryForm> History(CancellationToken ct);

    /// <summary>Makes the schema and the history table, where they are missing, and adds what an older one lacks. Under the lock.</summary>
    public abstract ValueTask EnsureHistory(CancellationToken ct);

    /// <summary>Looks at what is committed, without waiting for whoever is writing.</summary>
    public virtual ValueTask<T> Look<T>(Func<Tx, ValueTask<T>> look, CancellationToken ct) => Unit(look, ct);

    /// <summary>A transaction on the history.</summary>
    public abstract ValueTask<T> Unit<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct);

    /// <summary>Runs a script and <paramref name="complete"/> in one transaction.</summary>
    public abstract ValueTask Apply(MigrationScript script, Func<Tx, ValueTask> complete, CancellationToken ct);

    /// <summary>
    /// Runs one statement of a script that wants no transaction around it. Where the statement allows one all the same, it and its mark
    /// are one; where it doesn't, what an earlier attempt left of it is cleared first.
    /// </summary>
    public abstract ValueTask Apply(MigrationScript script, SqlStatement statement, StatementMarks marks, CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    public async ValueTask Unit(Func<Tx, ValueTask> unit, CancellationToken ct) => _ = await Unit(
        async tx =>
        {
            await unit(tx);
            return true;
        },
        ct);
}

internal enum HistoryForm
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It lacks columns that were added since.</summary>
    Older,

    Current,
}
