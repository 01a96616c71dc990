using System.Text.Json;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.Audit;

/// <summary>The <em>audit event</em> of the HTTP contract.</summary>
internal sealed record AuditEventView(
    Guid Id, Guid? UserId, Guid? ActorId, Guid? SessionId, string EventType, string EventCategory, string Action, string? ResourceType,
    string? ResourceId, string Status, string? ResultCode, string? Message, string? IpAddress, string? UserAgent, string? LocationCountry,
    string? LocationCity, int? RiskScore, string? RequestMethod, string? RequestPath, JsonElement? RequestParams, int? ResponseStatus,
    JsonElement? Metadata, IReadOnlyList<string> Tags, string Severity, bool IsSensitive, string RetentionPolicy,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static AuditEventView Of(AuditRecord record) => new(
        record.Id, record.UserId, record.ActorId, record.SessionId, record.EventType, record.Category, record.Action, record.ResourceType,
        record.ResourceId, record.Status, record.ResultCode, record.Message, record.Address?.ToString(), record.UserAgent, record.Country,
        record.City, record.RiskScore, record.Method, record.Path, Parse(record.ParametersJson), record.ResponseStatus,
        Parse(record.MetadataJson), record.TagsJson is { } tags ? JsonText.Strings(tags) : [], record.Severity, record.IsSensitive,
        record.RetentionPolicy, record.CreatedAt, record.ExpiresAt);

    /// <summary>As its subject sees it: of what somebody else did, not from where they did it.</summary>
    public static AuditEventView OfOwn(AuditRecord record, UserId user) => record.ActorId is { } actor && actor != user.Value
        ? Of(record) with
        {
            SessionId = null,
            IpAddress = null,
            UserAgent = null,
            LocationCountry = null,
            LocationCity = null,
            RequestParams = null,
            RequestPath = null,
        }
        : Of(record);

    // On SQLite the column takes any text, and somebody may have written one by hand.
    private static JsonElement? Parse(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
