namespace Keywright.Http;

/// <summary>Where a key stands after an attempt was counted.</summary>
internal sealed record RateLimitState(
    RateLimit Rule, bool Allowed, int Limit, int Remaining, TimeSpan Window, TimeSpan Reset, byte[] KeyHash);
