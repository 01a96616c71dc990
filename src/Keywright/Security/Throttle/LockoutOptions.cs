using System.ComponentModel.DataAnnotations;

namespace Keywright.Security.Throttle;

/// <summary>When guessing is cut off. Section <c>Lockout</c>.</summary>
public sealed class LockoutOptions
{
    /// <summary>Failures in one lane before it locks (OWASP ASVS 5.0, 6.3.1).</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long a lane stays locked, and how long failures are remembered.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Duration { get; set; } = TimeSpan.FromMinutes(15);
}
