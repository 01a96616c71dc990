namespace Keywright.Database.Migrations;

internal enum MigrationStep
{
    Started,

    /// <summary>One statement of a file without a transaction is done.</summary>
    Statement,

    /// <summary>A lock was not had in time, and is tried again. The detail names who has it.</summary>
    Waiting,

    Completed,

    RolledBack,
}

/// <summary>How far a run is.</summary>
/// <param name="Name">Of the migration: <c>0001_users</c>.</param>
/// <param name="Step">What happened.</param>
/// <param name="Number">Which of them it is, from one.</param>
/// <param name="Count">How many there are in this run.</param>
/// <param name="Elapsed">Since this migration began.</param>
/// <param name="Detail">What else there is to tell.</param>
internal sealed record MigrationProgress(
    string Name, MigrationStep Step, int Number, int Count, TimeSpan Elapsed, string? Detail = null);
