using Keywright.Database.Migrations;

namespace Keywright.Maintenance;

/// <summary>Keywright's schema, from the application's own code: what <c>keywright migrate</c> does.</summary>
public sealed class KeywrightMigrations
{
    private readonly Migrator _migrator;
    private readonly BackupFirst? _backup;

    internal KeywrightMigrations(Migrator migrator, BackupFirst? backup = null)
    {
        _migrator = migrator;
        _backup = backup;
    }

    /// <summary>
    /// Applies what is pending, from an empty database too, once, however many processes ask at the same time. Returns the names of what it
    /// applied.
    /// </summary>
    /// <exception cref="MigrationException">A file failed, doesn't fit the history, or the lock was not had in time.</exception>
    public async Task<IReadOnlyList<string>> UpAsync(CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Up(new UpOptions { BeforeFirst = BackUp }, cancellationToken)).Select(file => file.Name)];

    /// <summary>Like <see cref="UpAsync"/>, as far as the migration of that number.</summary>
    /// <exception cref="MigrationException">A file failed, doesn't fit the history, or the lock was not had in time.</exception>
    public async Task<IReadOnlyList<string>> UpToAsync(long number, CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Up(new UpOptions { To = number, BeforeFirst = BackUp }, cancellationToken)).Select(file => file.Name)];

    /// <summary>Every migration, in order. Changes nothing.</summary>
    public async Task<IReadOnlyList<KeywrightMigration>> StatusAsync(CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Status(cancellationToken)).Select(KeywrightMigration.Of)];

    /// <summary>Those that are not applied, in order. Changes nothing.</summary>
    public async Task<IReadOnlyList<KeywrightMigration>> PendingAsync(CancellationToken cancellationToken = default) =>
        [.. (await StatusAsync(cancellationToken)).Where(migration => migration.Status != MigrationState.Completed)];

    /// <summary>What <see cref="UpAsync"/> would run, with its SQL. Changes nothing.</summary>
    /// <exception cref="MigrationException">The files don't fit the history.</exception>
    public async Task<IReadOnlyList<KeywrightMigrationScript>> PlanAsync(CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Plan(ct: cancellationToken)).Select(file => new KeywrightMigrationScript(file.Name, file.Sql))];

    /// <summary>Everything that is wrong with the files and the history; nothing where all is well. Changes nothing.</summary>
    public async Task<IReadOnlyList<KeywrightMigrationFinding>> ValidateAsync(CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Validate(ct: cancellationToken)).Select(finding =>
            new KeywrightMigrationFinding(finding.Word, finding.Migration, finding.Message))];

    /// <summary>
    /// Undoes that many migrations, the newest first, all of them or none when one has no way back. What they had made is gone, with every
    /// row in it.
    /// </summary>
    /// <param name="steps">How many, at least one.</param>
    /// <param name="by">Who does it, for the history.</param>
    /// <param name="dryRun">Whether only to tell what would run.</param>
    /// <param name="cancellationToken">Looked at between migrations.</param>
    /// <exception cref="MigrationException">One can't be undone, or failed.</exception>
    public Task<IReadOnlyList<KeywrightMigrationScript>> RollbackAsync(
        int steps, string by, bool dryRun = false, CancellationToken cancellationToken = default) =>
        Rollback(new RollbackRequest { Steps = steps, By = by, DryRun = dryRun }, cancellationToken);

    /// <summary>Like <see cref="RollbackAsync"/>, for all that were applied together last.</summary>
    /// <exception cref="MigrationException">One can't be undone, or failed.</exception>
    public Task<IReadOnlyList<KeywrightMigrationScript>> RollbackBatchAsync(
        string by, bool dryRun = false, CancellationToken cancellationToken = default) =>
        Rollback(new RollbackRequest { LastBatch = true, By = by, DryRun = dryRun }, cancellationToken);

    /// <summary>Like <see cref="RollbackAsync"/>, for all above a number, which stays; 0 undoes everything.</summary>
    /// <exception cref="MigrationException">One can't be undone, or failed.</exception>
    public Task<IReadOnlyList<KeywrightMigrationScript>> RollbackToAsync(
        long number, string by, bool dryRun = false, CancellationToken cancellationToken = default) =>
        Rollback(new RollbackRequest { To = number, By = by, DryRun = dryRun }, cancellationToken);

    /// <summary>For a node that doesn't migrate: waits for the one that does.</summary>
    internal Task WaitUntilCurrent(CancellationToken ct) => _migrator.WaitUntilCurrent(ct);

    private async Task<IReadOnlyList<KeywrightMigrationScript>> Rollback(RollbackRequest request, CancellationToken ct) =>
    [
        .. (await _migrator.Rollback(request with { BeforeFirst = BackUp }, ct))
            .Select(step => new KeywrightMigrationScript(step.Name, step.Sql)),
    ];

    private Task BackUp(IReadOnlyList<MigrationFile> pending, CancellationToken ct) => BackUp(pending[0].Name, ct);

    private Task BackUp(IReadOnlyList<RollbackStep> steps, CancellationToken ct) => BackUp("rollback-" + steps[0].Name, ct);

    private async Task BackUp(string next, CancellationToken ct)
    {
        if (_backup is not null)
        {
            await _backup.Run(await _migrator.Status(ct), next, ct);
        }
    }
}
