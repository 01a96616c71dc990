namespace Keywright.Database.Sqlite;

/// <summary>Where the database is, and the limits of its writer and its readers.</summary>
internal sealed record SqliteOptions
{
    /// <summary>The file. Its directory is made (0700) when it is missing. Ignored for memory.</summary>
    public string Path { get; init; } = "";

    /// <summary>A database that is gone with the process: a file all the same, in a private directory, never synced.</summary>
    public bool IsMemory { get; init; }

    /// <summary>How many units share one commit at most.</summary>
    public int GroupUnits { get; init; } = 512;

    /// <summary>How long a group takes in further units: what a neighbour's work can add to an answer's time.</summary>
    public TimeSpan GroupTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long one unit may run before it is interrupted: everybody else waits meanwhile.</summary>
    public TimeSpan UnitLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one unit may run before a warning is logged.</summary>
    public TimeSpan SlowUnit { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long to wait for a lock that another process holds, or for a reader.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many units may wait for their turn; more are refused at once.</summary>
    public int MostWaiting { get; init; } = 10_000;

    /// <summary>How many readers work at once.</summary>
    public int Readers { get; init; } = 2 * Environment.ProcessorCount;
}
