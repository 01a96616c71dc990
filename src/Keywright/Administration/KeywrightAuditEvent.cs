using Keywright.Audit;

namespace Keywright.Administration;

/// <summary>An event of the audit log as the code API shows it. docs/guides/audit.md says what each member means.</summary>
public sealed record KeywrightAuditEvent
{
    internal KeywrightAuditEvent()
    {
    }

    /// <summary>Sorts by time.</summary>
    public Guid Id { get; internal init; }

    /// <summary>Whom it is about.</summary>
    public Guid? UserId { get; internal init; }

    /// <summary>Who did it; null when nobody had proved who they are.</summary>
    public Guid? ActorId { get; internal init; }

    /// <summary>In which session.</summary>
    public Guid? SessionId { get; internal init; }

    /// <summary>What happened: <c>login</c>, <c>password_changed</c> …</summary>
    public required string EventType { get; init; }

    /// <summary>authentication, account, security, token, role, client, admin or system.</summary>
    public required string EventCategory { get; init; }

    /// <summary>The same in words.</summary>
    public required string Action { get; init; }

    /// <summary>To what kind of thing it was done.</summary>
    public string? ResourceType { get; internal init; }

    /// <summary>To which.</summary>
    public string? ResourceId { get; internal init; }

    /// <summary>success, failure, partial or pending.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? ResultCode { get; internal init; }

    /// <summary>What a person should know.</summary>
    public string? Message { get; internal init; }

    /// <summary>From where.</summary>
    public string? IpAddress { get; internal init; }

    /// <summary>With what.</summary>
    public string? UserAgent { get; internal init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? LocationCountry { get; internal init; }

    /// <summary>By name.</summary>
    public string? LocationCity { get; internal init; }

    /// <summary>0 to 100.</summary>
    public int? RiskScore { get; internal init; }

    /// <summary>By which request.</summary>
    public string? RequestMethod { get; internal init; }

    /// <summary>Without its query.</summary>
    public string? RequestPath { get; internal init; }

    /// <summary>JSON, secrets hidden.</summary>
    public string? RequestParams { get; internal init; }

    /// <summary>Where it was known.</summary>
    public int? ResponseStatus { get; internal init; }

    /// <summary>JSON.</summary>
    public string? Metadata { get; internal init; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; internal init; } = [];

    /// <summary>debug, info, warning, error or critical.</summary>
    public required string Severity { get; init; }

    /// <summary>Concerns a credential, or everybody's data.</summary>
    public bool IsSensitive { get; internal init; }

    /// <summary>standard, extended, security or permanent.</summary>
    public required string RetentionPolicy { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset CreatedAt { get; internal init; }

    /// <summary>When it may be deleted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; internal init; }

    internal static KeywrightAuditEvent Of(AuditRecord record) => new()
    {
        Id = record.Id,
        UserId = record.UserId,
        ActorId = record.ActorId,
        SessionId = record.SessionId,
        EventType = record.EventType,
        EventCategory = record.Category,
        Action = record.Action,
        ResourceType = record.ResourceType,
        ResourceId = record.ResourceId,
        Status = record.Status,
        ResultCode = record.ResultCode,
        Message = record.Message,
        IpAddress = record.Address?.ToString(),
        UserAgent = record.UserAgent,
        LocationCountry = record.Country,
        LocationCity = record.City,
        RiskScore = record.RiskScore,
        RequestMethod = record.Method,
        RequestPath = record.Path,
        RequestParams = record.ParametersJson,
        ResponseStatus = record.ResponseStatus,
        Metadata = record.MetadataJson,
        Tags = record.TagsJson is { } tags ? Database.JsonText.Strings(tags) : [],
        Severity = record.Severity,
        IsSensitive = record.IsSensitive,
        RetentionPolicy = record.RetentionPolicy,
        CreatedAt = record.CreatedAt,
        ExpiresAt = record.ExpiresAt,
    };
}
