namespace Keywright.Database.Sqlite;

/// <summary>Opens a database file with the settings that everything here relies on.</summary>
internal static class SqliteFile
{
    /// <summary>
    /// Makes the directory and an empty file, private to their owner, where they are missing. SQLite's side files inherit the mode.
    /// </summary>
    public static void CreateIfMissing(string path)
    {
        PrivateFile.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        PrivateFile.CreateIfMissing(path);
    }

    /// <summary>The file must exist: a running server whose database was taken away must not go on with an empty one.</summary>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection OpenWriter(string path, TimeSpan busyTimeout, bool isMemory = false)
    {
        var connection = SqliteConnection.Open(path, SqliteAccess.Write, busyTimeout);
        try
        {
            var mode = connection.Scalar("PRAGMA journal_mode = WAL");
            if (mode != "wal")
            {
                throw new SqliteException(SqliteCode.CantOpen, $"journal_mode is {mode}; WAL needs a local, writable file system");
            }

            connection.Exec($"""
                PRAGMA synchronous = {(isMemory ? "OFF" : "FULL")};
                PRAGMA foreign_keys = ON;
                PRAGMA recursive_triggers = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -16000;
                PRAGMA journal_size_limit = 67108864;
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection OpenReader(string path, TimeSpan busyTimeout)
    {
        var connection = SqliteConnection.Open(path, SqliteAccess.Read, busyTimeout);
        try
        {
            connection.Exec("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
