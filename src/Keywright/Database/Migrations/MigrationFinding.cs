namespace Keywright.Database.Migrations;

internal enum MigrationFindingKind
{
    /// <summary>A file that is no migration: its name, a header or its counterpart is wrong.</summary>
    Unreadable,

    /// <summary>Two of one number.</summary>
    Duplicate,

    /// <summary>The file is another than the one that was applied.</summary>
    Changed,

    /// <summary>Applied, and its file is gone.</summary>
    Missing,

    /// <summary>Pending, with a number lower than the newest applied.</summary>
    OutOfOrder,

    Failed,

    /// <summary>Its writer died, unless it is running just now.</summary>
    Running,

    /// <summary>The live schema is not what the files make.</summary>
    Schema,
}

/// <summary>One thing that is wrong with the files, the history or the schema.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Migration">The migration or file that it is about, where it is about one.</param>
/// <param name="Message">A sentence that names it.</param>
internal sealed record MigrationFinding(MigrationFindingKind Kind, string? Migration, string Message)
{
    /// <summary>The word for it in JSON: <c>out_of_order</c>.</summary>
    public string Word => Kind switch
    {
        MigrationFindingKind.Unreadable => "unreadable",
        MigrationFindingKind.Duplicate => "duplicate",
        MigrationFindingKind.Changed => "changed",
        MigrationFindingKind.Missing => "missing",
        MigrationFindingKind.OutOfOrder => "out_of_order",
        MigrationFindingKind.Failed => "failed",
        MigrationFindingKind.Running => "running",
        _ => "schema",
    };
}
