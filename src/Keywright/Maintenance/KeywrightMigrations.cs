using Keywright.Database.Migrations;

namespace Keywright.Maintenance;

/// <summary>One migration and how it stands.</summary>
/// <param name="Name">Number and name: 0001_users.</param>
/// <param name="Status">pending, running, completed, failed or rolled_back.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Batch">Those applied together share one.</param>
/// <param name="Checksum">v1: and the SHA-256 of the text as applied.</param>
/// <param name="AppliedAt">When it began.</param>
/// <param name="ExecutionTimeMs">How long it took, in milliseconds.</param>
/// <param name="Error">Why it failed.</param>
public sealed record KeywrightMigration(
    string Name, string Status, string? Description, int? Batch, string? Checksum, DateTimeOffset? AppliedAt, int? ExecutionTimeMs,
    string? Error)
{
    internal static KeywrightMigration Of(MigrationStatus row) => new(
        row.Name, row.State, row.Description, row.Batch, row.Checksum, row.AppliedAt, row.Milliseconds, row.Error);
}

/// <summary>The schema, from the application's own code.</summary>
public sealed class KeywrightMigrations
{
    private readonly Migrator _migrator;
    private readonly BackupFirst? _backup;

    internal KeywrightMigrations(Migrator migrator, BackupFirst? backup = null)
    {
        _migrator = migrator;
        _backup = backup;
    }

    /// <summary>Applies what is pending, once, however many processes ask at the same time. Returns the names of what it applied.</summary>
    /// <exception cref="MigrationException">A file failed, doesn't fit the history, or the lock was not had in time.</exception>
    public async Task<IReadOnlyList<string>> UpAsync(CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Up(new UpOptions { BeforeFirst = BackUp }, cancellationToken)).Select(file => file.Name)];

    /// <summary>Every migration, in order. Changes nothing.</summary>
    public async Task<IReadOnlyList<KeywrightMigration>> StatusAsync(CancellationToken cancellationToken = default) =>
        [.. (await _migrator.Status(cancellationToken)).Select(KeywrightMigration.Of)];

    private async Task BackUp(IReadOnlyList<MigrationFile> pending, CancellationToken ct)
    {
        if (_backup is not null)
        {
            await _backup.Run(await _migrator.Status(ct), pending, ct);
        }
    }
}
