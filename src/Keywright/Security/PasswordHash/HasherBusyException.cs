namespace Keywright.Security.PasswordHash;

/// <summary>As many wait to be hashed as may wait: 503 busy.</summary>
internal sealed class HasherBusyException(TimeSpan retryAfter) : Exception("Too many passwords are waiting to be hashed.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
