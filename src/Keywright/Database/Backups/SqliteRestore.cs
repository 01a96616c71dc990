using Keywright.Database.Sqlite;

namespace Keywright.Database.Backups;

/// <summary>
/// Replaces the file in one rename. Nobody may have it open: not a node of ours (each holds the lock of <see cref="DatabaseUse"/>) and
/// no other program (SQLite's own locks), from the check to the end, or its writes would go to a file that has no name any more.
/// </summary>
internal sealed class SqliteRestore(string database, TimeProvider time) : DatabaseRestore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _path = Path.GetFullPath(database);

    public override async Task<Restored> Run(RestoreRequest request, CancellationToken ct)
    {
        RefuseSource(request.File);
        PrivateFile.CreateDirectory(Path.GetDirectoryName(_path)!);
        var draft = DurableFile.DraftOf(_path);
        try
        {
            await using (var source = new FileStream(request.File, FileMode.Open, FileAccess.Read))
            {
                await DurableFile.Copy(source, draft, ct);
            }

            return await Task.Run(() => Replace(request, draft, ct), ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup can't be restored: {e.Message}", e);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private Restored Replace(RestoreRequest request, string draft, CancellationToken ct)
    {
        var contents = SqliteBackupFile.Check(draft, request.File, ct);
        if (request.Refuse(contents) is { } reason)
        {
            throw new BackupException(reason);
        }

        DurableFile.Flush(draft);
        using var use = new DatabaseUse(_path);
        if (!use.TryTakeAlone(Patience))
        {
            throw InUse();
        }

        using var turn = new WriterLock(_path);
        turn.Take(Patience);
        using var quiet = Quiet();
        var aside = SetAside();
        File.Move(draft, _path, overwrite: true);
        DurableFile.FlushDirectory(_path);
        return new Restored(contents, _path, aside);
    }

    private void RefuseSource(string file)
    {
        if (!File.Exists(file))
        {
            throw new BackupException($"There is no file {file}.");
        }

        if (Path.GetFullPath(file) == _path)
        {
            throw new BackupException($"{file} is the database itself.");
        }

        if (new FileInfo(file + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new BackupException($"{file} is a database in use, or was copied from one: {file}-wal holds changes that are not in it. "
                + "Make a backup with: keywright db backup");
        }
    }

    /// <summary>
    /// All of the old database in its one file, and a lock on it that no program passes; null when there is none, or it is damaged (which
    /// may be why somebody restores).
    /// </summary>
    private SqliteConnection? Quiet()
    {
        // SQLite would throw the log of a file away that it doesn't understand.
        if (!File.Exists(_path) || !SqliteBackupFile.HasHeader(_path))
        {
            return null;
        }

        SqliteConnection? connection = null;
        try
        {
            connection = SqliteConnection.Open(_path, SqliteAccess.Write, Patience);
            // Succeeds for the only connection there is, and takes the write-ahead log into the file first.
            if (connection.Scalar("PRAGMA journal_mode = DELETE") != "delete")
            {
                throw InUse();
            }

            connection.Exec("BEGIN EXCLUSIVE");
            return connection;
        }
        catch (SqliteException e) when (e.PrimaryCode is SqliteCode.Busy or SqliteCode.Locked)
        {
            connection?.Dispose();
            throw InUse();
        }
        catch (SqliteException)
        {
            connection?.Dispose();
            return null;
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Keeps the old file under another name. Its own name goes to the new one by a rename, so that at no moment there is no database: a
    /// node that starts then would make an empty one. What belongs to a damaged or missing file must not be taken for the new one's.
    /// </summary>
    private string? SetAside()
    {
        var aside = $"{_path}.replaced-{time.GetUtcNow().UtcDateTime:yyyyMMddTHHmmss.fffZ}";
        foreach (var journal in new[] { "-wal", "-journal" })
        {
            if (File.Exists(_path + journal))
            {
                File.Move(_path + journal, aside + journal);
            }
        }

        File.Delete(_path + "-shm");
        if (!File.Exists(_path))
        {
            return null;
        }

        if (OperatingSystem.IsWindows() || !HardLink.TryCreate(_path, aside))
        {
            File.Move(_path, aside);
        }

        return aside;
    }

    private BackupException InUse() => new(
        $"{_path} is in use. Stop every server and command that works on it, and whatever else has it open, then restore.");
}
