namespace Keywright.Database.Sqlite;

/// <summary>
/// SQLite: one writer whose units share commits (docs/decisions/group-commit.md), and readers beside it.
/// </summary>
internal sealed class SqliteDatabase : KeywrightDatabase
{
    private readonly MemoryDirectory? _memory;
    private readonly DatabaseUse _use;
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter _writer;

    private SqliteDatabase(SqliteOptions options, TimeProvider clock, ILogger log)
    {
        _memory = options.IsMemory ? MemoryDirectory.Create() : null;
        FilePath = Path.GetFullPath(_memory is null ? options.Path : Path.Combine(_memory.Path, "keywright.db"));
        PrivateFile.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        _use = new DatabaseUse(FilePath);
        _use.Take(options.BusyTimeout);
        try
        {
            SqliteFile.CreateIfMissing(FilePath);
            _writer = new SqliteWriter(FilePath, options, clock, log);
        }
        catch
        {
            _use.Dispose();
            throw;
        }

        _readers = new SqliteReaders(FilePath, options, clock);
    }

    public override Dialect Dialect => Dialect.Sqlite;

    public override string FilePath { get; }

    /// <summary>Opens the database, which is made when it is missing.</summary>
    /// <exception cref="DatabaseException">It can't be opened, or there is no SQLite that will do.</exception>
    public static SqliteDatabase Open(SqliteOptions options, TimeProvider clock, ILogger log)
    {
        if (SqliteLibrary.Current.PassedOver is { } tooOld)
        {
            SqliteLog.LibraryPassedOver(log, tooOld, SqliteLibrary.Current.Name, SqliteLibrary.Current.Version);
        }

        try
        {
            return new SqliteDatabase(options, clock, log);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException(DatabaseProblem.Unavailable, $"The database {options.Path} can't be opened.", failure);
        }
    }

    public override ValueTask<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default)
    {
        SqliteTx.RefuseInsideUnit();
        return new ValueTask<T>(_writer.Write(unit, ct));
    }

    public override ValueTask<T> Read<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default)
    {
        SqliteTx.RefuseInsideUnit();
        return _readers.Run(unit, isSingle: false, ct);
    }

    public override ValueTask<T> ReadAtLength<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default)
    {
        SqliteTx.RefuseInsideUnit();
        return _readers.Run(unit, isSingle: false, ct, isLimited: false);
    }

    public override ValueTask<T> ReadOne<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default)
    {
        SqliteTx.RefuseInsideUnit();
        return _readers.Run(unit, isSingle: true, ct);
    }

    // The writer's connection closes last, so that it is the one that checkpoints, under the lock.
    public override ValueTask DisposeAsync()
    {
        _readers.Dispose();
        _writer.Dispose();
        _use.Dispose();
        _memory?.Dispose();
        return ValueTask.CompletedTask;
    }
}
