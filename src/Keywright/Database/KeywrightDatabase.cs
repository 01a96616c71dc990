namespace Keywright.Database;

/// <summary>The database of this node: SQLite (a file or memory) or PostgreSQL. One instance a process and database.</summary>
internal abstract class KeywrightDatabase : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>The file of SQLite, also for memory; null for PostgreSQL.</summary>
    public virtual string? FilePath => null;

    /// <summary>
    /// Runs <paramref name="unit"/> and answers when it is durable. A thrown exception rolls it back; whatever it returns, refusals
    /// included, commits. What a refusal must not leave is not written before it.
    /// </summary>
    /// <exception cref="DatabaseException">The database is away, too busy, or the outcome of the commit is unknown.</exception>
    public abstract ValueTask<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default);

    /// <summary>Runs <paramref name="unit"/> on one consistent snapshot, without taking the writer's turn.</summary>
    /// <exception cref="DatabaseException">The database is away or too busy.</exception>
    public abstract ValueTask<T> Read<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default);

    /// <summary>
    /// Like <see cref="Read"/> for a unit that reads very much and may take its time: no limit ends it. It never runs again, since what it
    /// has read is on its way already.
    /// </summary>
    /// <exception cref="DatabaseException">The database is away or too busy.</exception>
    public abstract ValueTask<T> ReadAtLength<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default);

    /// <summary>
    /// Like <see cref="Read"/> for a unit of exactly one statement: one round trip on PostgreSQL. A second statement throws.
    /// </summary>
    /// <exception cref="DatabaseException">The database is away or too busy.</exception>
    public abstract ValueTask<T> ReadOne<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default);

    public abstract ValueTask DisposeAsync();
}
