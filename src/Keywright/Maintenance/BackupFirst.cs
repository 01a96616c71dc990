using Keywright.Database;
using Keywright.Database.Backups;
using Keywright.Database.Migrations;

namespace Keywright.Maintenance;

/// <summary>
/// A backup before the first statement of a migration, or of the way back from one: whatever does what it says and should not have.
/// Nothing is migrated when it can't be made.
/// </summary>
internal sealed partial class BackupFirst(DatabaseSettings settings, Backups backups, ILogger<BackupFirst> logger)
{
    private MigrationOptions Options => settings.Migrations;

    /// <summary>Whether it is wanted: what the setting says, else for a file yes and for a server no.</summary>
    private bool IsWanted => settings.Target() switch
    {
        DatabaseTarget.SqliteFile => Options.BackupFirst ?? true,
        DatabaseTarget.Postgres => Options.BackupFirst ?? false,
        _ => false,
    };

    /// <param name="history">What was applied so far; a new database has nothing to lose.</param>
    /// <param name="next">The first that is about to be applied, or to be undone.</param>
    /// <param name="ct">Gives up, and with it the migrations.</param>
    /// <exception cref="MigrationException">It could not be made.</exception>
    public async Task Run(IReadOnlyList<MigrationStatus> history, string next, CancellationToken ct)
    {
        if (!IsWanted || !history.Any(row => row.State == MigrationState.Completed))
        {
            return;
        }

        try
        {
            var made = await backups.BeforeMigration(next, Options.KeepBackups, ct);
            LogMade(logger, made.Path, next);
        }
        catch (BackupException e)
        {
            throw new MigrationException(
                MigrationProblem.Refused,
                $"Nothing was migrated, because the backup before it failed. {e.Message} "
                + "To migrate without one, set Migrations:BackupFirst to false.",
                e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made a backup before migration {Migration}: {Path}")]
    private static partial void LogMade(ILogger logger, string path, string migration);
}
