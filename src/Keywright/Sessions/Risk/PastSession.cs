using Keywright.Http.Places;

namespace Keywright.Sessions.Risk;

/// <summary>What a session of before tells about its user.</summary>
internal sealed record PastSession(string? UserAgent, Place Place, DateTimeOffset LastActivity)
{
    public DateTimeOffset? SuspiciousAt { get; init; }

    /// <summary>Not suspicious, or its user said that it is theirs: what it shows is usual.</summary>
    public bool Vouches { get; init; }

    /// <summary>A copy of its refresh token was used.</summary>
    public bool WasCopied { get; init; }
}
