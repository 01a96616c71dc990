using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Keywright.Database.Sqlite;

/// <summary>
/// An operating-system lock on a side file: gone when its process dies, so never stale. The file itself stays, since deleting a lock
/// file opens a race. On Unix it is flock, whose locks belong to the open file: closing another handle does not drop them.
/// </summary>
internal sealed partial class FileLock(string path) : IDisposable
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Unlock = 8;

    private int _file = -1;
    private FileStream? _windowsFile;

    /// <exception cref="IOException">The side file can't be made or opened.</exception>
    public bool TryTake() => TryTake(Exclusive);

    /// <inheritdoc cref="TryTake(int, TimeSpan)"/>
    public bool TryTake(TimeSpan atMost) => TryTake(Exclusive, atMost);

    /// <summary>Takes it together with others who do so; while they hold it nobody has it alone.</summary>
    public bool TryTakeShared(TimeSpan atMost) => TryTake(Shared, atMost);

    private bool TryTake(int kind)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryTakeOnWindows(kind == Shared ? FileShare.ReadWrite : FileShare.None);
        }

        if (_file < 0)
        {
            _file = OpenFile();
        }

        return Flock(_file, kind | NonBlocking) == 0;
    }

    /// <summary>Polls, because a wait inside flock can't be given up.</summary>
    private bool TryTake(int kind, TimeSpan atMost)
    {
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 0; !TryTake(kind); attempt++)
        {
            if (Stopwatch.GetElapsedTime(start) > atMost)
            {
                return false;
            }

            // Groups of writes are short: a few looks at once, then one a millisecond.
            if (attempt < 10)
            {
                _ = Thread.Yield();
            }
            else
            {
                Thread.Sleep(1);
            }
        }

        return true;
    }

    public void Release()
    {
        _windowsFile?.Dispose();
        _windowsFile = null;
        if (_file >= 0)
        {
            _ = Flock(_file, Unlock);
        }
    }

    public void Dispose()
    {
        _windowsFile?.Dispose();
        if (_file >= 0)
        {
            _ = CloseFile(_file);
            _file = -1;
        }
    }

    private bool TryTakeOnWindows(FileShare share)
    {
        try
        {
            _windowsFile = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private int OpenFile()
    {
        const int ReadWrite = 2;
        PrivateFile.CreateIfMissing(path);
        var closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        var file = Open(path, ReadWrite | closeOnExec);
        return file >= 0 ? file : throw new IOException($"The lock file {path} can't be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseFile(int file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(int file, int operation);
}
