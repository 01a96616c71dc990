using System.ComponentModel.DataAnnotations;

namespace Keywright.Database;

/// <summary>The connections to PostgreSQL that a node keeps. Section <c>Pool</c>.</summary>
public sealed class PoolOptions
{
    /// <summary>The most connections of this node. All nodes together need less than the server's <c>max_connections</c>.</summary>
    [Range(1, 10_000)]
    public int MaxSize { get; set; } = 20;

    /// <summary>A connection that nobody used for so long is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a unit of work waits for a connection: for its turn, and for the server's answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one statement may take; never a COMMIT, which nothing cancels.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
