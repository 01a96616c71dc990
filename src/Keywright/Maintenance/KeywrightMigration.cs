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
    /// <summary>Whether the statements that undo it are kept.</summary>
    public bool CanRollback { get; init; }

    /// <summary>When it was undone.</summary>
    public DateTimeOffset? RolledBackAt { get; init; }

    /// <summary>Who undid it.</summary>
    public string? RolledBackBy { get; init; }

    internal static KeywrightMigration Of(MigrationStatus row) => new(
        row.Name, row.State, row.Description, row.Batch, row.Checksum, row.AppliedAt, row.Milliseconds, row.Error)
    {
        CanRollback = row.CanRollback,
        RolledBackAt = row.RolledBackAt,
        RolledBackBy = row.RolledBackBy,
    };
}

/// <summary>A migration and the statements that run for it, up or down.</summary>
/// <param name="Name">Number and name: 0001_users.</param>
/// <param name="Sql">The statements.</param>
public sealed record KeywrightMigrationScript(string Name, string Sql);

/// <summary>One thing that is wrong with the migrations of a database.</summary>
/// <param name="Kind">changed, missing, duplicate, out_of_order, failed or running.</param>
/// <param name="Migration">The migration that it is about.</param>
/// <param name="Message">A sentence that names it.</param>
public sealed record KeywrightMigrationFinding(string Kind, string? Migration, string Message);
