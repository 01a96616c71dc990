using Keywright.Database;

namespace Keywright.Tests.Support;

/// <summary>
/// A database that counts its units of work by kind and lets a test stand in their way. The kernel holds <see cref="ReadOne"/> to one
/// statement, so the count of these is a count of statements.
/// </summary>
internal sealed class CountedDatabase(KeywrightDatabase database) : KeywrightDatabase
{
    private int _reads;
    private int _writes;
    private int _statements;

    /// <summary>For what needs the real one: migrations.</summary>
    public KeywrightDatabase Counted => database;

    public override Dialect Dialect => database.Dialect;

    public override string? FilePath => database.FilePath;

    public int Reads => Volatile.Read(ref _reads);

    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The statements of all units, those that run again counted again.</summary>
    public int Statements => Volatile.Read(ref _statements);

    /// <summary>Runs before each read, after it was counted.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>Runs after each read has seen what it sees, before the reader does.</summary>
    public Func<Task>? AfterRead { get; set; }

    /// <summary>Thrown at whoever comes: the database is away.</summary>
    public bool IsAway { get; set; }

    public async Task<(int Reads, int Writes)> During(Func<Task> action)
    {
        var (reads, writes) = (Reads, Writes);
        await action();
        return (Reads - reads, Writes - writes);
    }

    public override ValueTask<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _writes);
        return IsAway ? throw Away() : database.Write(Counting(unit), ct);
    }

    public override ValueTask<T> Read<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        Read(() => database.Read(Counting(unit), ct));

    public override ValueTask<T> ReadAtLength<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        Read(() => database.ReadAtLength(Counting(unit), ct));

    public override ValueTask<T> ReadOne<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        Read(() => database.ReadOne(Counting(unit), ct));

    public override ValueTask DisposeAsync() => database.DisposeAsync();

    private Func<Tx, ValueTask<T>> Counting<T>(Func<Tx, ValueTask<T>> unit) => async tx =>
    {
        var counted = new CountedTx(tx, () => Interlocked.Increment(ref _statements));
        var result = await unit(counted);
        tx.OnCommitted(counted.RunOnCommitted);
        return result;
    };

    private async ValueTask<T> Read<T>(Func<ValueTask<T>> read)
    {
        Interlocked.Increment(ref _reads);
        if (IsAway)
        {
            throw Away();
        }

        await (BeforeRead?.Invoke() ?? Task.CompletedTask);
        var seen = await read();
        await (AfterRead?.Invoke() ?? Task.CompletedTask);
        return seen;
    }

    private static DatabaseException Away() => new(DatabaseProblem.Unavailable, "The database is away.");
}
