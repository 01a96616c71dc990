namespace Keywright.Database.Migrations;

/// <summary>The one connection that holds the lock, keeps the history and runs the files. Each dialect has its own.</summary>
internal abstract class MigrationConnection : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>Waits until nobody else migrates this database. The lock ends with the returned object, or with this process.</summary>
    /// <exception cref="MigrationException">It was not had in time.</exception>
    public abstract ValueTask<IAsyncDisposable> Lock(TimeSpan timeout, CancellationToken ct);

    /// <summary>Whether there is a history to read. Changes nothing.</summary>
    public abstract ValueTask<bool> HasHistory(CancellationToken ct);

    /// <summary>Makes the schema and the history table, where they are missing. Under the lock.</summary>
    public abstract ValueTask EnsureHistory(CancellationToken ct);

    /// <summary>A transaction on the history.</summary>
    public abstract ValueTask<T> Unit<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct);

    /// <summary>Runs a file and <paramref name="complete"/> in one transaction.</summary>
    public abstract ValueTask Apply(string script, Func<Tx, ValueTask> complete, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
