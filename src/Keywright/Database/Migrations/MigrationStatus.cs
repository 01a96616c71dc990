namespace Keywright.Database.Migrations;

/// <summary>One migration and how it stands: in the files, in the history, or in both.</summary>
internal sealed record MigrationStatus(string Name)
{
    /// <summary>pending, running, completed, failed or rolled_back.</summary>
    public string State { get; init; } = MigrationState.Pending;

    public string? FileName { get; init; }

    public string? Description { get; init; }

    public int? Batch { get; init; }

    /// <summary>As applied, where it was.</summary>
    public string? Checksum { get; init; }

    public DateTimeOffset? AppliedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public int? Milliseconds { get; init; }

    public string? Error { get; init; }

    public bool CanRollback { get; init; }
}

/// <summary>The words of the column <c>status</c>.</summary>
internal static class MigrationState
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string RolledBack = "rolled_back";
}
