namespace Keywright.Database.Backups;

/// <summary>Puts a backup in the place of the database that the settings name, while nobody uses it.</summary>
internal abstract class DatabaseRestore
{
    /// <exception cref="BackupException">It is in memory.</exception>
    public static DatabaseRestore Of(DatabaseSettings settings, TimeProvider time) => settings.Target() switch
    {
        DatabaseTarget.Postgres target => new PostgresRestore(settings.MigrationTarget() ?? target, settings, time),
        DatabaseTarget.SqliteFile file => new SqliteRestore(file.Path, time),
        _ => throw new BackupException("A database in memory is gone with its process: there is nothing to restore to."),
    };

    /// <exception cref="BackupException">The backup is not sound, or the database is in use.</exception>
    public abstract Task<Restored> Run(RestoreRequest request, CancellationToken ct);
}
