namespace Keywright.Database;

/// <summary>What is wrong with the database.</summary>
public enum DatabaseProblem
{
    /// <summary>It can't be reached, or refuses to work now. Nothing was changed.</summary>
    Unavailable,

    /// <summary>It works, but no turn was to be had in time. Nothing was changed.</summary>
    Busy,

    /// <summary>The connection broke, or durability was not confirmed, during the commit: the change may or may not last.</summary>
    OutcomeUnknown,
}

/// <summary>The world broke, not the request: answered with 503 and Retry-After.</summary>
public sealed class DatabaseException(DatabaseProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong.</summary>
    public DatabaseProblem Problem { get; } = problem;
}
