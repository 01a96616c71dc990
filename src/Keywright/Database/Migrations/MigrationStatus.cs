using System.Globalization;

namespace Keywright.Database.Migrations;

/// <summary>One migration and how it stands: in the files, in the history, or in both.</summary>
internal sealed record MigrationStatus(string Name)
{
    /// <summary>What its name begins with.</summary>
    public long Number { get; } = NumberOf(Name);

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

    public DateTimeOffset? RolledBackAt { get; init; }

    public string? RolledBackBy { get; init; }

    /// <summary>The oldest version of the application that works with the schema after it, where it says so.</summary>
    public string? MinAppVersion { get; init; }

    /// <summary>How far a file without a transaction came.</summary>
    public Checkpoints Checkpoints { get; init; } = Checkpoints.None;

    public bool IsCompleted => State == MigrationState.Completed;

    private static long NumberOf(string name)
    {
        var digits = name.AsSpan(0, name.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? name.Length : end);
        return long.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
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
