namespace Keywright.Database.Backups;

/// <summary>What to restore, and what may be passed over for it.</summary>
internal sealed record RestoreRequest
{
    /// <summary>The backup.</summary>
    public required string File { get; init; }

    /// <summary>Refuses the backup for what it holds, once it was found sound: null to go on.</summary>
    public Func<BackupContents, string?> Refuse { get; init; } = _ => null;

    /// <summary>PostgreSQL: whether a schema that holds tables is moved aside. Without it, such a schema is left alone.</summary>
    public bool Clean { get; init; }

    /// <summary>PostgreSQL: whether to leave out the rights of roles, which may be missing here.</summary>
    public bool NoPrivileges { get; init; }
}

/// <summary>What was restored.</summary>
/// <param name="Contents">What the backup holds.</param>
/// <param name="To">The file, or the schema.</param>
/// <param name="Aside">Where what was there before is kept; null when there was nothing.</param>
internal sealed record Restored(BackupContents Contents, string To, string? Aside);
