namespace Keywright.Database;

/// <summary>
/// A unit of work, and the one instant that everything in it happens at. The body awaits nothing but these methods, has no effect
/// outside the database (<see cref="OnCommitted"/> is for those) and may run again after a serialization failure.
/// </summary>
internal abstract class Tx(DateTimeOffset now, Dialect dialect)
{
    private List<Action>? _onCommitted;

    /// <summary>The instant of this unit, UTC, whole milliseconds.</summary>
    public DateTimeOffset Now { get; } = now;

    public Dialect Dialect { get; } = dialect;

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public abstract ValueTask<int> Execute(Sql sql);

    /// <summary>The first row, or null. The statement runs to its end.</summary>
    public abstract ValueTask<T?> Find<T>(Sql sql, Func<Row, T> read)
        where T : class;

    /// <summary>The first row as a value, or null.</summary>
    public abstract ValueTask<T?> FindValue<T>(Sql sql, Func<Row, T> read)
        where T : struct;

    public abstract ValueTask<List<T>> List<T>(Sql sql, Func<Row, T> read);

    /// <summary>The one number that a statement gives, as column <c>n</c>.</summary>
    public async ValueTask<long> Count(Sql sql) => await FindValue(sql, row => row.Long("n")) ?? 0;

    /// <summary>Shows every row to <paramref name="read"/> as it comes: for results that are too long for a list.</summary>
    public abstract ValueTask Each(Sql sql, Action<Row> read);

    /// <summary>
    /// Runs a statement whose result nobody waits for, in order with others of its kind, at the latest with the commit: on PostgreSQL
    /// that saves its round trip. It counts like any other: when it fails, the unit fails.
    /// </summary>
    public abstract ValueTask Later(Sql sql);

    /// <summary>
    /// Runs <paramref name="effect"/> once this unit is durable (or its outcome unknown), before the caller gets its answer.
    /// Forgotten when the unit rolls back. It must not throw.
    /// </summary>
    public void OnCommitted(Action effect) => (_onCommitted ??= []).Add(effect);

    /// <summary>A new UUIDv7 at this unit's instant.</summary>
    public TId NewId<TId>()
        where TId : struct, IId<TId> => TId.From(Guid.CreateVersion7(Now));

    internal void RunOnCommitted()
    {
        foreach (var effect in _onCommitted ?? [])
        {
            effect();
        }
    }
}
