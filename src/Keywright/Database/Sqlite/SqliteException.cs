namespace Keywright.Database.Sqlite;

/// <summary>What SQLite answered to a statement, with its extended result code.</summary>
internal sealed class SqliteException(int code, string message) : Exception($"SQLite: {message} (code {code})")
{
    public int Code { get; } = code;

    public int PrimaryCode => SqliteCode.Primary(Code);

    public bool IsUniqueViolation => Code is SqliteCode.ConstraintUnique or SqliteCode.ConstraintPrimaryKey;

    /// <summary>Whether the connection is not to be trusted any more, so that a new one is opened.</summary>
    public bool IsConnectionBroken => PrimaryCode is SqliteCode.IoError or SqliteCode.Corrupt or SqliteCode.CantOpen
        or SqliteCode.NotADatabase or SqliteCode.ReadOnly or SqliteCode.NoMemory or SqliteCode.Perm;

    /// <summary>The world's fault as a <see cref="DatabaseException"/>; a mistake in a statement, or a constraint, as it is.</summary>
    public Exception Translated() => PrimaryCode switch
    {
        SqliteCode.Busy or SqliteCode.Locked =>
            new DatabaseException(DatabaseProblem.Busy, "Another program holds the database's write lock for too long.", this),
        SqliteCode.Interrupt =>
            new DatabaseException(DatabaseProblem.Busy, "The unit of work ran longer than its limit and was interrupted.", this),
        SqliteCode.Full => new DatabaseException(DatabaseProblem.Unavailable, "The disk that holds the database is full.", this),
        SqliteCode.Protocol => new DatabaseException(DatabaseProblem.Unavailable, "The database can't be reached now.", this),
        _ when IsConnectionBroken => new DatabaseException(DatabaseProblem.Unavailable, "The database can't be reached now.", this),
        _ => this,
    };
}
