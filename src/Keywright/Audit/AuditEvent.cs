using Keywright.Security;

namespace Keywright.Audit;

internal enum AuditCategory
{
    Authentication,
    Account,
    Security,
    Token,
    Role,
    Admin,
    System,
}

internal enum AuditSeverity
{
    Debug,
    Info,
    Warning,
    Error,
    Critical,
}

/// <summary>One fact for the audit log. Who did it and from where comes with <see cref="AuditOrigin"/>.</summary>
internal sealed record AuditEvent(string Type, AuditCategory Category, string Action)
{
    public UserId? UserId { get; init; }

    public SessionId? SessionId { get; init; }

    public string? ResourceType { get; init; }

    public string? ResourceId { get; init; }

    public bool Failed { get; init; }

    public string? ResultCode { get; init; }

    public string? Message { get; init; }

    public AuditSeverity Severity { get; init; } = AuditSeverity.Info;

    public bool IsSensitive { get; init; }

    /// <summary>0 to 100, where something judged it.</summary>
    public int? RiskScore { get; init; }

    /// <summary>Kept for good: the few facts that the log itself is read by.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>What else there is to know. Never a secret: it is stored as it is.</summary>
    public string? MetadataJson { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}
