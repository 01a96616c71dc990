namespace Keywright.Maintenance;

/// <summary>One table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="IsEstimate">Whether that is the planner's estimate, because counting would take long.</param>
/// <param name="Bytes">Its size on the disk without indexes, where the database tells.</param>
/// <param name="DeadRows">PostgreSQL: rows that were deleted or replaced and still take room.</param>
/// <param name="VacuumedAt">PostgreSQL: when such room was last made free for new rows.</param>
public sealed record KeywrightTableStatistics(
    string Name, long? Rows, bool IsEstimate, long? Bytes, long? DeadRows, DateTimeOffset? VacuumedAt);

/// <summary>One index.</summary>
/// <param name="Table">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size on the disk, where the database tells.</param>
/// <param name="Scans">PostgreSQL: how often it was used since its statistics began. SQLite does not count.</param>
/// <param name="IsUnused">Nobody ever used it, and it keeps nothing unique: it costs and gives nothing.</param>
public sealed record KeywrightIndexStatistics(string Table, string Name, long? Bytes, long? Scans, bool IsUnused);

/// <summary>A server that follows this one (PostgreSQL).</summary>
/// <param name="Name">Its application name.</param>
/// <param name="State">streaming, catchup …; null for a role that may not see it.</param>
/// <param name="SyncState">sync, quorum, potential or async.</param>
/// <param name="LagBytes">What it has not replayed yet.</param>
public sealed record KeywrightStandby(string Name, string? State, string? SyncState, long? LagBytes);

/// <summary>A replication slot (PostgreSQL).</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsActive">Whether anybody reads from it. One that nobody reads from fills the disk.</param>
/// <param name="KeptBytes">The write-ahead log that is kept for it.</param>
public sealed record KeywrightSlot(string Name, bool IsActive, long? KeptBytes);

/// <summary>How the database stands.</summary>
public sealed record KeywrightStatistics
{
    /// <summary>sqlite or postgresql.</summary>
    public required string Database { get; init; }

    /// <summary>Of its software.</summary>
    public required string Version { get; init; }

    /// <summary>SQLite: the file. PostgreSQL: the schema, indexes included.</summary>
    public required long Bytes { get; init; }

    /// <summary>SQLite: the write-ahead log beside the file. PostgreSQL: what was written to it since its statistics began.</summary>
    public long? WalBytes { get; init; }

    /// <summary>SQLite: pages of the file that hold nothing and are filled before it grows.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>PostgreSQL: how much of what was read from our tables was in memory, from 0 to 1.</summary>
    public double? CacheHitRatio { get; init; }

    /// <summary>PostgreSQL: connections to this database.</summary>
    public long? Connections { get; init; }

    /// <summary>PostgreSQL: whether this server is itself a standby.</summary>
    public bool? IsStandby { get; init; }

    /// <summary>What decides whether a commit lasts, and what is archived of it.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Every table, by name.</summary>
    public required IReadOnlyList<KeywrightTableStatistics> Tables { get; init; }

    /// <summary>Every index, by table and name.</summary>
    public required IReadOnlyList<KeywrightIndexStatistics> Indexes { get; init; }

    /// <summary>Those that follow this server now.</summary>
    public IReadOnlyList<KeywrightStandby> Standbys { get; init; } = [];

    /// <summary>Those for which write-ahead log is kept.</summary>
    public IReadOnlyList<KeywrightSlot> Slots { get; init; } = [];
}
