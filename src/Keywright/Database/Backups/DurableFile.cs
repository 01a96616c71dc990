using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Keywright.Database.Backups;

/// <summary>Files that are there completely or not at all, whatever stops the machine, and for their owner's eyes only.</summary>
internal static partial class DurableFile
{
    /// <summary>A name beside <paramref name="path"/>, on the same file system, for what is not finished yet.</summary>
    public static string DraftOf(string path) => $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.partial";

    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    public static async Task Copy(Stream source, string path, CancellationToken ct)
    {
        await using var file = Create(path);
        await source.CopyToAsync(file, ct);
    }

    /// <summary>Puts what is in the file on the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives a finished file its name.</summary>
    /// <exception cref="IOException">The name is taken, and <paramref name="overwrite"/> is not meant.</exception>
    public static void Publish(string draft, string path, bool overwrite)
    {
        Flush(draft);
        if (!overwrite)
        {
            // Claims the name: of two at once one gets it, and nothing that was there is lost.
            Create(path).Dispose();
        }

        File.Move(draft, path, overwrite: true);
        FlushDirectory(path);
    }

    /// <summary>A name is durable only when its directory is (fsync(2)).</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Open(Path.GetDirectoryName(Path.GetFullPath(path))!, 0);
        if (directory >= 0)
        {
            _ = Fsync(directory);
            _ = Close(directory);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
