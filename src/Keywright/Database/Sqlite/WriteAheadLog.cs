using System.Diagnostics;

namespace Keywright.Database.Sqlite;

/// <summary>
/// Keeps the write-ahead log short. SQLite starts it afresh only in a moment without any reader, and under steady load there is none:
/// the log would grow without end, and reads would slow down with it (sqlite.org, Write-Ahead Logging, §6).
/// </summary>
internal sealed class WriteAheadLog(string databasePath)
{
    private const long LongBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly string _path = databasePath + "-wal";
    private long _lookedAt;

    /// <summary>Between two groups, under the writer's lock. Looks ten times a second; waits only a moment for readers to leave.</summary>
    public void Shorten(SqliteConnection connection, TimeSpan busyTimeout)
    {
        if (Stopwatch.GetElapsedTime(_lookedAt) < TimeSpan.FromMilliseconds(100))
        {
            return;
        }

        _lookedAt = Stopwatch.GetTimestamp();
        if (new FileInfo(_path) is not { Exists: true, Length: > LongBytes })
        {
            return;
        }

        connection.SetBusyTimeout(Patience);
        try
        {
            // Readers that come meanwhile need nothing of a log that is in the file completely, so this succeeds.
            connection.Prepare("PRAGMA wal_checkpoint(TRUNCATE)").Run();
        }
        catch (SqliteException failure) when (failure.PrimaryCode is SqliteCode.Busy or SqliteCode.Locked)
        {
            // Then the next time.
        }
        finally
        {
            connection.SetBusyTimeout(busyTimeout);
        }
    }
}
