using System.Net;
using Keywright.Database;

namespace Keywright.Audit;

/// <summary>An audit event as it stands in the database.</summary>
internal sealed record AuditRecord
{
    public static Sql Columns => $"""
        e.id, e.user_id, e.actor_id, e.session_id, e.event_type, e.event_category, e.action, e.resource_type, e.resource_id, e.status,
        e.result_code, e.message, e.ip_address, e.user_agent, e.location_country, e.location_city, e.risk_score, e.request_method,
        e.request_path, e.request_params, e.response_status, e.metadata, e.tags, e.severity, e.is_sensitive, e.retention_policy,
        e.created_at, e.expires_at, e.personal_salt, e.personal_digest, e.redacted_at
        """;

    public required Guid Id { get; init; }

    public Guid? UserId { get; init; }

    public Guid? ActorId { get; init; }

    public Guid? SessionId { get; init; }

    public required string EventType { get; init; }

    public required string Category { get; init; }

    public required string Action { get; init; }

    public string? ResourceType { get; init; }

    public string? ResourceId { get; init; }

    public required string Status { get; init; }

    public string? ResultCode { get; init; }

    public string? Message { get; init; }

    public IPAddress? Address { get; init; }

    public string? UserAgent { get; init; }

    public string? Country { get; init; }

    public string? City { get; init; }

    public int? RiskScore { get; init; }

    public string? Method { get; init; }

    public string? Path { get; init; }

    public string? ParametersJson { get; init; }

    public int? ResponseStatus { get; init; }

    public string? MetadataJson { get; init; }

    public string? TagsJson { get; init; }

    public required string Severity { get; init; }

    public bool IsSensitive { get; init; }

    public required string RetentionPolicy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Goes into the digest of the personal columns, and goes with them.</summary>
    public byte[]? PersonalSalt { get; init; }

    /// <summary>What is left of the personal columns after erasure.</summary>
    public byte[]? PersonalDigest { get; init; }

    public DateTimeOffset? RedactedAt { get; init; }

    public static AuditRecord Read(Row row) => new()
    {
        Id = row.Uuid("id"),
        UserId = UuidOrNull(row, "user_id"),
        ActorId = UuidOrNull(row, "actor_id"),
        SessionId = UuidOrNull(row, "session_id"),
        EventType = row.Text("event_type"),
        Category = row.Text("event_category"),
        Action = row.Text("action"),
        ResourceType = row.TextOrNull("resource_type"),
        ResourceId = row.TextOrNull("resource_id"),
        Status = row.Text("status"),
        ResultCode = row.TextOrNull("result_code"),
        Message = row.TextOrNull("message"),
        Address = row.Ip("ip_address"),
        UserAgent = row.TextOrNull("user_agent"),
        Country = row.TextOrNull("location_country"),
        City = row.TextOrNull("location_city"),
        RiskScore = row.IntOrNull("risk_score"),
        Method = row.TextOrNull("request_method"),
        Path = row.TextOrNull("request_path"),
        ParametersJson = row.TextOrNull("request_params"),
        ResponseStatus = row.IntOrNull("response_status"),
        MetadataJson = row.TextOrNull("metadata"),
        TagsJson = row.TextOrNull("tags"),
        Severity = row.Text("severity"),
        IsSensitive = row.Int("is_sensitive") == 1,
        RetentionPolicy = row.Text("retention_policy"),
        CreatedAt = row.Instant("created_at"),
        ExpiresAt = row.InstantOrNull("expires_at"),
        PersonalSalt = row.BytesOrNull("personal_salt"),
        PersonalDigest = row.BytesOrNull("personal_digest"),
        RedactedAt = row.InstantOrNull("redacted_at"),
    };

    private static Guid? UuidOrNull(Row row, string column) => row.IsNull(column) ? null : row.Uuid(column);
}
