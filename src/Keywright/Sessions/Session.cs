using System.Net;
using Keywright.Security;

namespace Keywright.Sessions;

internal enum SessionMode
{
    Token,
    Cookie,
}

/// <summary>Who ended a session: a word of <c>sessions.revoked_by</c>.</summary>
internal static class RevokedBy
{
    public const string User = "user";
    public const string Admin = "admin";
    public const string System = "system";
    public const string Security = "security";
}

internal sealed record Session(SessionId Id, UserId UserId, SessionMode Mode, string Status, string LoginMethod)
{
    public string? DeviceType { get; init; }

    public string? DeviceName { get; init; }

    public string? UserAgent { get; init; }

    public IPAddress? Address { get; init; }

    public string? Country { get; init; }

    public string? City { get; init; }

    public DateTimeOffset? TrustedAt { get; init; }

    public DateTimeOffset? SuspiciousAt { get; init; }

    public int RiskScore { get; init; }

    public IReadOnlyList<string> RiskReasons { get; init; } = [];

    public DateTimeOffset LastActivity { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }
}
