using System.Net;
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

    public string? MetadataJson { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Who caused an event, and by which request. Without one it was the system, or the command line.</summary>
internal sealed record AuditOrigin(
    Guid? ActorId, SessionId? SessionId, IPAddress? Address, string? UserAgent, string? Method, string? Path, IReadOnlyList<string> Tags)
{
    /// <summary>The request of somebody who has just proved to be <paramref name="user"/>.</summary>
    public AuditOrigin By(UserId user) => ActorId is null ? this with { ActorId = user.Value } : this;

    public static readonly AuditOrigin System = new(null, null, null, null, null, null, ["system"]);

    public static readonly AuditOrigin CommandLine = new(null, null, null, null, null, null, ["cli"]);

    /// <summary>From the host application's own code, through the public services.</summary>
    public static readonly AuditOrigin Code = new(null, null, null, null, null, null, ["code"]);
}
