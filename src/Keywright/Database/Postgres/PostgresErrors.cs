using System.Net.Sockets;
using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>What a failure before the commit means for the unit. Nothing was changed then: its transaction is gone.</summary>
internal enum Failure
{
    /// <summary>A fault of the statement or the data.</summary>
    Fault,

    /// <summary>Two units stood in each other's way; one of them runs again.</summary>
    Collision,

    /// <summary>The server let us not even in: a wrong password, a database that isn't there.</summary>
    Refused,

    /// <summary>The server, or this connection to it, is gone or refuses to work now.</summary>
    Away,

    /// <summary>The server works, but a lock or the statement took too long.</summary>
    Slow,
}

/// <summary>Reads errors of the driver and the server (PostgreSQL, appendix A: error codes).</summary>
internal static class PostgresErrors
{
    public static Failure Judge(Exception error, bool isWrite, bool isConnected) => error switch
    {
        PostgresException e when IsPoolers(e) => Failure.Refused,
        PostgresException e => Judge(e, isWrite) is var failure && failure == Failure.Fault && !isConnected ? Failure.Refused : failure,
        _ => IsOfTheDriver(error) ? Failure.Away : Failure.Fault,
    };

    /// <summary>Why the server did not let us in.</summary>
    public static string Explain(Exception error) => IsPoolers(error)
        ? $"A pooler refuses us: {error.Message}. In front of PostgreSQL stands one in transaction mode? Set Pooler=transaction."
        : $"PostgreSQL refuses us: {error.Message}";

    public static bool IsOfTheDriver(Exception error) =>
        error is NpgsqlException or IOException or SocketException or TimeoutException;

    /// <summary>
    /// Whether the error proves that the transaction rolled back. A FATAL may come out of a COMMIT that is already durable here and waits
    /// for its standbys.
    /// </summary>
    public static bool ProvesRollback(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    // What pgbouncer says of the settings that we make for a session.
    private static bool IsPoolers(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation } refusal
        && refusal.MessageText.Contains("startup parameter", StringComparison.Ordinal);

    private static Failure Judge(PostgresException error, bool isWrite) => error.SqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => Failure.Collision,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => Failure.Slow,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => Failure.Away,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.SystemError => Failure.Away,
        // A former primary. In a read it is a unit that writes where it must not.
        PostgresErrorCodes.ReadOnlySqlTransaction => isWrite ? Failure.Away : Failure.Fault,
        // The schema changed under a prepared statement, or a pooler lost it: a new connection prepares anew.
        PostgresErrorCodes.InvalidSqlStatementName => Failure.Away,
        PostgresErrorCodes.FeatureNotSupported when error.Routine == "RevalidateCachedQuery" => Failure.Away,
        ['0', '8', ..] => Failure.Away,
        _ => Failure.Fault,
    };
}
