namespace Keywright.Database.Migrations;

/// <summary>One migration in one dialect, as its file says.</summary>
internal sealed record MigrationFile
{
    public required int Number { get; init; }

    /// <summary>Number and name: <c>0001_users</c>. What the history knows it by.</summary>
    public required string Name { get; init; }

    public required string FileName { get; init; }

    public required string Sql { get; init; }

    /// <summary>What undoes it, or null where nothing does.</summary>
    public string? Rollback { get; init; }

    public string? Description { get; init; }

    /// <summary>schema, data, index or function.</summary>
    public string Type { get; init; } = MigrationHeaders.DefaultType;

    public required string Checksum { get; init; }

    public override string ToString() => FileName;
}
