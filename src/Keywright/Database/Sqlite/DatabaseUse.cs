namespace Keywright.Database.Sqlite;

/// <summary>
/// Tells whether any process has the database open: each holds the lock on a side file together with the others for as long as it has.
/// SQLite's own locks say the same, but not of a file that is damaged, and they can't keep a process out that is only about to open.
/// </summary>
internal sealed class DatabaseUse(string databasePath) : IDisposable
{
    private readonly FileLock _lock = new(databasePath + ".open");

    /// <exception cref="DatabaseException">A restore replaces the file just now, or the side file can't be made.</exception>
    public void Take(TimeSpan atMost)
    {
        try
        {
            if (!_lock.TryTakeShared(atMost))
            {
                throw new DatabaseException(DatabaseProblem.Busy, "The database is being replaced by a backup. Try again shortly.");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException(DatabaseProblem.Unavailable, "The database's lock files can't be opened.", failure);
        }
    }

    /// <summary>Keeps everybody else out, or is false because somebody is in.</summary>
    public bool TryTakeAlone(TimeSpan atMost) => _lock.TryTake(atMost);

    public void Dispose() => _lock.Dispose();
}
