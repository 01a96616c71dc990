using Keywright.Database.Sqlite;

namespace Keywright.Database.Backups;

/// <summary>
/// <c>VACUUM INTO</c>: one snapshot, read beside the writer of any process. The online backup API begins anew whenever somebody else
/// writes, so under load it never ends (sqlite.org, Online Backup API). It reads only, so it needs no writer's turn: the write-ahead
/// log grows meanwhile, and is shortened after.
/// </summary>
internal sealed class SqliteBackup(string database) : DatabaseBackup
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    public override string Extension => ".db";

    public override async Task Write(Stream stream, string directory, CancellationToken ct)
    {
        PrivateFile.CreateDirectory(directory);
        var draft = DurableFile.DraftOf(Path.Combine(directory, "stream.db"));
        _ = await Write(draft, ct);
        try
        {
            await using var copy = new FileStream(draft, FileMode.Open, FileAccess.Read);
            await copy.CopyToAsync(stream, ct);
            await stream.FlushAsync(ct);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // Reading a big file takes long: not on the caller's thread.
    protected override Task<BackupContents> Make(string path, CancellationToken ct) => Task.Run(() => MakeHere(path, ct), ct);

    private BackupContents MakeHere(string path, CancellationToken ct)
    {
        if (!File.Exists(database))
        {
            throw new BackupException($"There is no database at {Path.GetFullPath(database)}.");
        }

        // SQLite would make it readable for others; it writes into an empty file that is there.
        DurableFile.Create(path).Dispose();
        try
        {
            using var connection = SqliteFile.OpenReader(database, BusyTimeout);
            using var stop = ct.Register(() => connection.Deadline = 0);
            connection.Exec($"VACUUM INTO '{Path.GetFullPath(path).Replace("'", "''", StringComparison.Ordinal)}'");
        }
        catch (SqliteException e)
        {
            ct.ThrowIfCancellationRequested();
            throw new BackupException($"The backup failed: {e.Message}", e);
        }

        return SqliteBackupFile.Check(path, path, ct);
    }
}
