using System.Globalization;
using Keywright.Database;
using Keywright.Database.Backups;
using Keywright.Database.Sqlite;

namespace Keywright.Maintenance;

/// <summary>Where backups are and what they are called.</summary>
internal sealed class Backups(DatabaseSettings settings, TimeProvider clock)
{
    /// <summary>Those that are made before migrations begin with this, and only those are ever deleted.</summary>
    public const string BeforePrefix = "before-";

    public string Directory { get; } = Path.GetFullPath(Path.Combine(settings.Data, "backups"));

    /// <summary>Makes a file; in <see cref="Directory"/>, named by time, where no path is given.</summary>
    /// <exception cref="BackupException">It could not be made, or there is a file of that name.</exception>
    public async Task<KeywrightBackup> ToFile(string? path, bool overwrite, CancellationToken ct)
    {
        var backup = DatabaseBackup.Of(settings);
        var now = clock.GetUtcNow();
        var target = Path.GetFullPath(path ?? Path.Combine(Directory, $"keywright-{Stamp(now)}{backup.Extension}"));
        if (Exists(target) && !overwrite)
        {
            throw Taken(target);
        }

        if (settings.Target() is DatabaseTarget.SqliteFile { Path: var database } && Path.GetFullPath(database) == target)
        {
            throw new BackupException($"{target} is the database itself.");
        }

        return await Make(backup, target, overwrite, now, ct);
    }

    /// <summary>Writes to a stream, to be encrypted or sent away by whoever reads it.</summary>
    /// <exception cref="BackupException">It could not be made.</exception>
    public Task ToStream(Stream stream, CancellationToken ct) => DatabaseBackup.Of(settings).Write(stream, Directory, ct);

    /// <summary>Makes one before a migration, and deletes the oldest of those, so that <paramref name="keep"/> are left.</summary>
    /// <exception cref="BackupException">It could not be made.</exception>
    public async Task<KeywrightBackup> BeforeMigration(string migration, int keep, CancellationToken ct)
    {
        var backup = DatabaseBackup.Of(settings);
        var now = clock.GetUtcNow();
        var path = Path.Combine(Directory, $"{BeforePrefix}{migration}-{Stamp(now)}{backup.Extension}");
        var made = await Make(backup, path, overwrite: false, now, ct);
        var old = new DirectoryInfo(Directory).EnumerateFiles($"{BeforePrefix}*{backup.Extension}")
            .OrderByDescending(file => file.Name[^(StampLength + backup.Extension.Length)..], StringComparer.Ordinal).Skip(keep);
        foreach (var file in old)
        {
            file.Delete();
        }

        return made;
    }

    private const int StampLength = 20;

    // Fixed width, so that names sort by time.
    private static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<KeywrightBackup> Make(
        DatabaseBackup backup, string path, bool overwrite, DateTimeOffset now, CancellationToken ct)
    {
        var draft = DurableFile.DraftOf(path);
        try
        {
            PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
            var contents = await backup.Write(draft, ct);
            DurableFile.Publish(draft, path, overwrite);
            return new KeywrightBackup(path, new FileInfo(path).Length, Name(), contents.Migration, contents.Fingerprint, now);
        }
        catch (IOException) when (!overwrite && Exists(path))
        {
            throw Taken(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup can't be written to {path}: {e.Message}", e);
        }
        finally
        {
            Delete(draft);
        }
    }

    private string Name() => settings.Target() is DatabaseTarget.Postgres ? "postgresql" : "sqlite";

    private static bool Exists(string path) => File.Exists(path) || System.IO.Directory.Exists(path);

    private static BackupException Taken(string path) => new($"{path} exists already, and is left as it is. Overwrite it with --force.");

    private static void Delete(string draft)
    {
        if (File.Exists(draft))
        {
            File.Delete(draft);
        }
    }
}
