using System.Globalization;
using System.Security.Cryptography;

namespace Keywright.Database.Sqlite;

/// <summary>
/// A private directory for a database that lives in memory: on tmpfs where there is one. It goes with its owner, with the process,
/// or at the next start of any: a lock in it tells whether its process is alive.
/// </summary>
internal sealed class MemoryDirectory : IDisposable
{
    private const string Prefix = "keywright-memory-";

    private readonly FileLock _alive;

    private MemoryDirectory(string path)
    {
        Path = path;
        PrivateFile.CreateDirectory(path);
        _alive = new FileLock(AliveFile(path));
        _ = _alive.TryTake();
        AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;
    }

    public string Path { get; }

    private static string Root => Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();

    public static MemoryDirectory Create()
    {
        DeleteLeftovers();
        while (true)
        {
            // Between the making of its lock file and the locking another process may have taken it for a leftover.
            var directory = new MemoryDirectory(System.IO.Path.Combine(Root, NewName()));
            if (File.Exists(AliveFile(directory.Path)))
            {
                return directory;
            }

            directory.Dispose();
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= DeleteAtExit;
        _alive.Dispose();
        TryDelete(Path);
    }

    private static string AliveFile(string path) => System.IO.Path.Combine(path, "alive");

    private static string NewName() =>
        $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    private static void DeleteLeftovers()
    {
        foreach (var path in Directory.EnumerateDirectories(Root, Prefix + "*"))
        {
            try
            {
                // A directory without its lock file is being made right now.
                using var alive = new FileLock(AliveFile(path));
                if (File.Exists(AliveFile(path)) && alive.TryTake())
                {
                    TryDelete(path);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Another user's.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody is at it as well, or it is not ours.
        }
    }

    private void DeleteAtExit(object? sender, EventArgs e) => TryDelete(Path);
}
