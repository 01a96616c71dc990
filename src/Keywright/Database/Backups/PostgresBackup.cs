namespace Keywright.Database.Backups;

/// <summary>pg_dump in its custom format, of our schema alone: one snapshot, which waits for no writer and makes none wait.</summary>
internal sealed class PostgresBackup(DatabaseTarget.Postgres target, DatabaseSettings settings) : DatabaseBackup
{
    private readonly PostgresTool _tool = new(target, settings);

    public override string Extension => ".dump";

    /// <summary>Straight from pg_dump: nothing unencrypted touches a disk on the way. Its exit code says whether it is whole.</summary>
    public override async Task Write(Stream stream, string directory, CancellationToken ct)
    {
        await _tool.RefuseOlderThanServer(PostgresTool.Dump, ct);
        await _tool.Run(PostgresTool.Dump, Arguments(), stream, ct);
        await stream.FlushAsync(ct);
    }

    protected override async Task<BackupContents> Make(string path, CancellationToken ct)
    {
        await _tool.RefuseOlderThanServer(PostgresTool.Dump, ct);
        // Made here, so that it is its owner's alone from the first byte.
        await using (var file = DurableFile.Create(path))
        {
            await _tool.Run(PostgresTool.Dump, Arguments(), file, ct);
        }

        return await new PostgresBackupFile(_tool, settings.Schema).Check(path, ct);
    }

    // A migration may hold a lock that no reader passes; a backup that waits for it for ever is none.
    private string[] Arguments() => ["--format=custom", $"--schema=\"{settings.Schema}\"", "--lock-wait-timeout=60s", "--no-password"];
}
