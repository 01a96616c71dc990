namespace Keywright.Database.Migrations;

/// <summary>One migration in one dialect, as its file says.</summary>
internal sealed record MigrationFile
{
    public required long Number { get; init; }

    /// <summary>Number and name: <c>0001_users</c>. What the history knows it by.</summary>
    public required string Name { get; init; }

    public required string FileName { get; init; }

    public Dialect Dialect { get; init; }

    public required string Sql { get; init; }

    /// <summary>What undoes it, or null where nothing does.</summary>
    public string? Rollback { get; init; }

    public MigrationHeaders Headers { get; init; } = MigrationHeaders.None;

    public required string Checksum { get; init; }

    public string? Description => Headers.Description;

    public string Type => Headers.Type;

    public override string ToString() => FileName;
}
