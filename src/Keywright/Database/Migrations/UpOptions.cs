namespace Keywright.Database.Migrations;

/// <summary>How a run up goes about it.</summary>
internal sealed record UpOptions
{
    /// <summary>Whether a number lower than the newest applied may be applied all the same.</summary>
    public bool OutOfOrder { get; init; }

    /// <summary>The last number to apply; null for all.</summary>
    public long? To { get; init; }

    /// <summary>Under the lock, before the first statement of the first of these: the moment for a backup. Not called for none.</summary>
    public Func<IReadOnlyList<MigrationFile>, CancellationToken, Task>? BeforeFirst { get; init; }

    public IProgress<MigrationProgress>? Progress { get; init; }
}
