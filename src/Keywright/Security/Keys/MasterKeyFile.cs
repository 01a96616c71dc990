using System.Security.Cryptography;
using System.Text;
using Keywright.Database;

namespace Keywright.Security.Keys;

/// <summary>The file that holds the master key as base64: created once, whole, and for its owner's eyes only.</summary>
internal static class MasterKeyFile
{
    public const string Name = "master.key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A group may read it (how orchestrators hand out secrets), nobody else anything.
    private const UnixFileMode TooOpen =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    public static IReadOnlyList<byte[]> ReadOrCreate(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path))
        {
            Create(directory, path);
        }

        return Read(path);
    }

    /// <summary>The keys of a file, one a line: the first is the one that counts.</summary>
    public static IReadOnlyList<byte[]> Read(string path)
    {
        RefuseOpenFile(path);
        for (var attempt = 1; ; attempt++)
        {
            var text = Text(path);
            var keys = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => MasterKeyText.Parse(line)).ToList();
            if (keys.Count > 0 && keys.TrueForAll(key => key is not null))
            {
                return keys!;
            }

            // Where hard links don't exist, the process that creates it may still be writing.
            if (text.EndsWith('\n') || attempt == 20)
            {
                throw new MasterKeyException(
                    $"{path} does not hold a master key (base64 of at least {MasterKey.MinLength} bytes). Restore it from a backup.");
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Puts a key in front of those of a file, which stay below it. Whoever reads the file sees it whole.</summary>
    public static void Prepend(string path, ReadOnlySpan<byte> key)
    {
        var lines = Read(path).Select(held => Convert.ToBase64String(held)).Prepend(Convert.ToBase64String(key)).Distinct();
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        try
        {
            Write(draft, string.Join('\n', lines) + "\n");
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The new master key can't be written to {path}: {e.Message}", e);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void Create(string directory, string path)
    {
        CreateDirectory(directory);
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.MinLength)) + "\n";
        try
        {
            Write(draft, text);
            Publish(draft, path, text);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the key.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master key can't be created at {path}: {e.Message}", e);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // The name is given to the finished file, and only if nobody has taken it: whoever sees a key sees the one key, whole.
    private static void Publish(string draft, string path, string text)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(draft, path, overwrite: false);
        }
        else if (!HardLink.TryCreate(draft, path) && !File.Exists(path))
        {
            // A file system without hard links.
            Write(path, text);
        }
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static void CreateDirectory(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The data directory {directory} can't be created: {e.Message}", e);
        }
    }

    private static void RefuseOpenFile(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & TooOpen) != 0)
        {
            throw new MasterKeyException($"Others than its owner can read or change {path}. Close it with: chmod 600 {path}");
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master key can't be read from {path}: {e.Message}", e);
        }
    }
}
