namespace Keywright.Database.Sqlite;

/// <summary>
/// The writer's turn among the processes on one database file: taken around each group, and around opening and closing, so that
/// nobody meets SQLITE_BUSY and no two processes write and checkpoint at once (SQLite's WAL-reset bug before 3.51.3).
/// Whoever waits holds the turnstile, so a busy process can't take the lock twice in a row past another that waits.
/// On Windows SQLite's own locks, with their busy timeout, do this alone.
/// </summary>
internal sealed class WriterLock(string databasePath) : IDisposable
{
    private readonly FileLock _turnstile = new(databasePath + ".turn");
    private readonly FileLock _lock = new(databasePath + ".lock");

    /// <exception cref="DatabaseException">Another process keeps it, or the side files can't be made.</exception>
    public void Take(TimeSpan atMost)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            if (_turnstile.TryTake(atMost) && _lock.TryTake(atMost))
            {
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException(DatabaseProblem.Unavailable, "The database's lock files can't be opened.", failure);
        }
        finally
        {
            _turnstile.Release();
        }

        throw new DatabaseException(DatabaseProblem.Busy, "Another process keeps the database's writer lock.");
    }

    public void Release() => _lock.Release();

    public void Dispose()
    {
        _turnstile.Dispose();
        _lock.Dispose();
    }
}
