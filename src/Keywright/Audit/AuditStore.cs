using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Audit;

/// <summary>All writes to <c>audit_events</c>.</summary>
internal static class AuditStore
{
    private const int SaltLength = 16;
    private const int LongestAgent = 512;
    private const int LongestPath = 500;

    // Few texts of a statement, whatever the number of rows: each is prepared once.
    private static readonly int[] RowsAtOnce = [50, 10, 1];

    /// <summary>With as few statements as that takes.</summary>
    public static async ValueTask Add(Tx tx, IReadOnlyList<AuditRow> rows)
    {
        for (var at = 0; at < rows.Count;)
        {
            var count = RowsAtOnce.First(count => count <= rows.Count - at);
            var values = rows.Skip(at).Take(count).Select(Values).Aggregate((all, next) => $"{all}, {next}");
            await tx.Later($"""
                INSERT INTO kw.audit_events (
                    id, user_id, actor_id, session_id, event_type, event_category, action, resource_type, resource_id, status,
                    result_code, message, ip_address, user_agent, location_country, location_city, risk_score, request_method,
                    request_path, request_params, response_status, metadata, tags, severity, is_sensitive, retention_policy, created_at,
                    expires_at, personal_salt)
                VALUES {values}
                """);
            at += count;
        }
    }

    /// <summary>Events about or by a user that still tell about the person.</summary>
    public static async ValueTask<List<AuditRecord>> Unredacted(Tx tx, UserId user, int limit)
    {
        var about = await tx.List($"""
            SELECT {AuditRecord.Columns} FROM kw.audit_events AS e WHERE e.user_id = {user} AND e.redacted_at IS NULL LIMIT {limit}
            """, AuditRecord.Read);
        if (about.Count < limit)
        {
            about.AddRange(await tx.List($"""
                SELECT {AuditRecord.Columns} FROM kw.audit_events AS e
                 WHERE e.actor_id = {user} AND (e.user_id IS NULL OR e.user_id <> e.actor_id) AND e.actor_id IS NOT NULL
                   AND e.redacted_at IS NULL LIMIT {limit}
                """, AuditRecord.Read));
        }

        return about;
    }

    /// <summary>
    /// Takes the personal columns from events of erased users: on PostgreSQL as the owner of the table, which is all that may.
    /// </summary>
    public static async ValueTask Redact(Tx tx, IReadOnlyList<(Guid Id, byte[] Digest)> events)
    {
        if (tx.Dialect == Dialect.Postgres)
        {
            var ids = SqlValue.Ids([.. events.Select(one => one.Id)]);
            byte[] digests = [.. events.SelectMany(one => one.Digest)];
            _ = await tx.FindValue(
                $"SELECT kw.redact_audit_events({ids}, {digests}, {tx.Now}) AS redacted", row => row.Int("redacted"));
            return;
        }

        foreach (var (id, digest) in events)
        {
            _ = await tx.Execute($"""
                UPDATE kw.audit_events
                   SET message = NULL, ip_address = NULL, user_agent = NULL, location_country = NULL, location_city = NULL,
                       request_params = NULL, metadata = NULL, personal_salt = NULL, personal_digest = {digest}, redacted_at = {tx.Now}
                 WHERE id = {id} AND redacted_at IS NULL
                """);
        }
    }

    /// <summary>SQLite's part of <c>cleanup_audit_events</c>: the events of one expired seal.</summary>
    public static ValueTask<int> DeleteExpired(Tx tx, IReadOnlyCollection<AuditEventId> ids) => tx.Execute($"""
        DELETE FROM kw.audit_events WHERE id {Sql.In(ids)} AND expires_at <= {tx.Now}
        """);

    private static Sql Values(AuditRow row)
    {
        var (origin, fact) = (row.Origin, row.Fact);
        var tags = origin.Tags.Concat(fact.Tags).ToList();
        return $"""
            (
                {row.Id}, {fact.UserId}, {origin.ActorId}, {fact.SessionId ?? origin.SessionId},
                {fact.Type}, {fact.Category.Word()}, {fact.Action}, {fact.ResourceType}, {fact.ResourceId},
                {(fact.Failed ? "failure" : "success")}, {fact.ResultCode}, {fact.Message}, {origin.Address},
                {Cut(origin.UserAgent, LongestAgent)}, {origin.Country}, {origin.City}, {fact.RiskScore},
                {origin.Method}, {Cut(origin.Path, LongestPath)}, {new Json(origin.ParametersJson)}, {row.ResponseStatus},
                {new Json(fact.MetadataJson)}, {new Json(tags.Count == 0 ? null : JsonText.Array(tags))},
                {fact.Severity.Word()}, {(IsSensitive(fact) ? 1 : 0)}, {row.Policy}, {row.At}, {row.ExpiresAt},
                {RandomNumberGenerator.GetBytes(SaltLength)})
            """;
    }

    /// <summary>What concerns credentials is, whether or not its author thought of it.</summary>
    private static bool IsSensitive(AuditEvent fact) =>
        fact.IsSensitive || fact.Category is AuditCategory.Security or AuditCategory.Token;

    private static string? Cut(string? text, int length) => text is null ? null : Call.Cut(text, length);
}
