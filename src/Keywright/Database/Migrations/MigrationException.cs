namespace Keywright.Database.Migrations;

/// <summary>Why the schema was not brought up to date.</summary>
public enum MigrationProblem
{
    /// <summary>The files or the history do not fit: nothing was run.</summary>
    Refused,

    /// <summary>A migration failed and was rolled back. Those before it are applied.</summary>
    Failed,

    /// <summary>Somebody else held the lock all the time.</summary>
    LockNotHad,
}

/// <summary>The schema was not brought up to date.</summary>
public sealed class MigrationException(MigrationProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public MigrationProblem Problem { get; } = problem;

    /// <summary>The same one by one, where files or history were refused.</summary>
    internal IReadOnlyList<MigrationFinding> Findings { get; private init; } = [];

    internal static MigrationException Refuse(string reason) => new(MigrationProblem.Refused, reason);

    internal static MigrationException Refuse(IReadOnlyList<MigrationFinding> findings) =>
        new(MigrationProblem.Refused, string.Join('\n', findings.Select(finding => finding.Message))) { Findings = findings };
}
