namespace Keywright.Database.Backups;

/// <summary>Makes backups of the database that the settings name, while others write to it.</summary>
internal abstract class DatabaseBackup
{
    /// <summary>What its files end in.</summary>
    public abstract string Extension { get; }

    /// <exception cref="BackupException">It is in memory.</exception>
    public static DatabaseBackup Of(DatabaseSettings settings) => settings.Target() switch
    {
        DatabaseTarget.Postgres target => new PostgresBackup(settings.MigrationTarget() ?? target, settings),
        DatabaseTarget.SqliteFile file => new SqliteBackup(file.Path),
        _ => throw new BackupException("A database in memory is gone with its process: there is nothing to back up."),
    };

    /// <summary>
    /// Writes everything that was acknowledged before this call to a new file, and checks the copy. An unfinished one is deleted.
    /// </summary>
    /// <exception cref="BackupException">It could not be made, or the copy is not sound.</exception>
    public async Task<BackupContents> Write(string path, CancellationToken ct)
    {
        try
        {
            return await Make(path, ct);
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new BackupException($"The backup can't be written: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Writes it to a stream. What can be made as a file only is made, and checked, in <paramref name="directory"/>.</summary>
    /// <exception cref="BackupException">It could not be made.</exception>
    public abstract Task Write(Stream stream, string directory, CancellationToken ct);

    protected abstract Task<BackupContents> Make(string path, CancellationToken ct);
}
