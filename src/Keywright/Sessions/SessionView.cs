using Keywright.Security;

namespace Keywright.Sessions;

/// <summary>The <em>session</em> of the HTTP contract.</summary>
internal record SessionView
{
    public required Guid Id { get; init; }

    public required bool IsCurrent { get; init; }

    public required string Status { get; init; }

    public required string? DeviceType { get; init; }

    public required string? DeviceName { get; init; }

    public required string? UserAgent { get; init; }

    public required string? IpAddress { get; init; }

    public required string? LocationCountry { get; init; }

    public required string? LocationCity { get; init; }

    public required string LoginMethod { get; init; }

    public required bool IsTrusted { get; init; }

    public required bool IsSuspicious { get; init; }

    public required int RiskScore { get; init; }

    public required IReadOnlyList<string> RiskReasons { get; init; }

    public required DateTimeOffset LastActivity { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    public required string? RevokedBy { get; init; }

    public static SessionView Of(Session session, SessionId? current) => new()
    {
        Id = session.Id.Value,
        IsCurrent = session.Id == current,
        // A live session that was asked for more is shown as one to look at. The database keeps both facts apart.
        Status = session is { Status: "active", SuspiciousAt: not null, TrustedAt: null } ? "suspicious" : session.Status,
        DeviceType = session.DeviceType,
        DeviceName = session.DeviceName,
        UserAgent = session.UserAgent,
        IpAddress = session.Address?.ToString(),
        LocationCountry = session.Country,
        LocationCity = session.City,
        LoginMethod = session.LoginMethod,
        IsTrusted = session.TrustedAt is not null,
        IsSuspicious = session.SuspiciousAt is not null,
        RiskScore = session.RiskScore,
        RiskReasons = session.RiskReasons,
        LastActivity = session.LastActivity,
        CreatedAt = session.CreatedAt,
        ExpiresAt = session.ExpiresAt,
        RevokedAt = session.RevokedAt,
        RevokedBy = session.RevokedBy,
    };
}
