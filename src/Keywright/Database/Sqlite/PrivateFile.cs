namespace Keywright.Database.Sqlite;

/// <summary>Files and directories that only their owner may read: 0600 and 0700. On Windows they inherit from where they are.</summary>
internal static class PrivateFile
{
    /// <summary>
    /// Never opens a file that exists: closing one would drop the POSIX locks that SQLite holds on it in this process
    /// (sqlite.org, How To Corrupt, §2.2).
    /// </summary>
    public static void CreateIfMissing(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
    }

    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            _ = Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
