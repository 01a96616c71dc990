using System.ComponentModel.DataAnnotations;

namespace Keywright.Http;

/// <summary>How often one client may try. Section <c>RateLimiting</c>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>False switches every limit off: for load tests, never for the internet.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Attempts for one identifier from one address within <see cref="DecayMinutes"/>.</summary>
    [Range(1, 10_000)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Minutes after which attempts are forgotten.</summary>
    [Range(1, 1440)]
    public int DecayMinutes { get; set; } = 1;
}
