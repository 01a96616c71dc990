namespace Keywright.Database.Sqlite;

/// <summary>A file that belongs to another program: read-only connections, and nothing that would change it.</summary>
internal sealed class SqliteSource(string path, TimeProvider clock) : KeywrightDatabase
{
    private readonly SqliteReaders _readers = new(Path.GetFullPath(path), new SqliteOptions { Path = path }, clock);

    public override Dialect Dialect => Dialect.Sqlite;

    public override ValueTask<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        throw new NotSupportedException("A source is only read.");

    public override ValueTask<T> Read<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        _readers.Run(unit, isSingle: false, ct);

    public override ValueTask<T> ReadAtLength<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        _readers.Run(unit, isSingle: false, ct, isLimited: false);

    public override ValueTask<T> ReadOne<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        _readers.Run(unit, isSingle: true, ct);

    public override ValueTask DisposeAsync()
    {
        _readers.Dispose();
        return ValueTask.CompletedTask;
    }
}
