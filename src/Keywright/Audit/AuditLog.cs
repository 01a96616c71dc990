using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary>Writes audit events inside the caller's unit of work: the fact and its record stay together. Append-only.</summary>
internal sealed class AuditLog(AuditOptions options)
{
    private const int LongestAgent = 512;
    private const int LongestPath = 500;

    public ValueTask Add(Tx tx, AuditOrigin origin, AuditEvent fact)
    {
        var (policy, keep) = Retention(fact);
        var tags = origin.Tags.Concat(fact.Tags).ToList();
        return tx.Later($"""
            INSERT INTO kw.audit_events (
                id, user_id, actor_id, session_id, event_type, event_category, action, resource_type, resource_id, status, result_code,
                message, ip_address, user_agent, request_method, request_path, metadata, tags, severity, is_sensitive,
                retention_policy, created_at, expires_at)
            VALUES (
                {Guid.CreateVersion7(tx.Now)}, {fact.UserId}, {origin.ActorId}, {fact.SessionId ?? origin.SessionId},
                {fact.Type}, {fact.Category.Word()}, {fact.Action}, {fact.ResourceType}, {fact.ResourceId},
                {(fact.Failed ? "failure" : "success")}, {fact.ResultCode}, {fact.Message}, {origin.Address},
                {Cut(origin.UserAgent, LongestAgent)}, {origin.Method}, {Cut(origin.Path, LongestPath)},
                {new Json(fact.MetadataJson)}, {new Json(tags.Count == 0 ? null : JsonText.Array(tags))},
                {fact.Severity.Word()}, {(fact.IsSensitive ? 1 : 0)}, {policy}, {tx.Now}, {tx.Now + keep})
            """);
    }

    private (string Policy, TimeSpan Keep) Retention(AuditEvent fact) =>
        fact.Category == AuditCategory.Security || fact.Severity >= AuditSeverity.Error
            ? ("security", options.SecurityRetention)
            : fact.Category is AuditCategory.Authentication or AuditCategory.System
                ? ("standard", options.StandardRetention)
                : ("extended", options.ExtendedRetention);

    private static string? Cut(string? text, int length) => text is null ? null : Call.Cut(text, length);
}
