namespace Keywright.Database.Migrations;

/// <summary>
/// What to undo, the newest first: exactly one of <see cref="Steps"/>, <see cref="LastBatch"/> and <see cref="To"/>. There is no default.
/// </summary>
internal sealed record RollbackRequest
{
    /// <summary>So many migrations.</summary>
    public int? Steps { get; init; }

    /// <summary>All that were applied together last.</summary>
    public bool LastBatch { get; init; }

    /// <summary>All with a higher number than this one, which stays; 0 is everything.</summary>
    public long? To { get; init; }

    /// <summary>Plans and changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who does it, for the history.</summary>
    public required string By { get; init; }

    /// <summary>Runs under the lock, before the first is undone, unless there is none. When it throws, nothing is.</summary>
    public Func<IReadOnlyList<RollbackStep>, CancellationToken, Task>? BeforeFirst { get; init; }

    public IProgress<MigrationProgress>? Progress { get; init; }
}

/// <summary>One migration to undo, and the statements that do it, as they were kept when it was applied.</summary>
internal sealed record RollbackStep(string Name, string Sql);
