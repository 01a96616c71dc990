using Keywright.Database;

namespace Keywright.Audit;

/// <summary>How often something happened.</summary>
internal sealed record AuditCount(string Name, long Count, long Failures);

/// <summary>Reads of <c>audit_events</c>.</summary>
internal static class AuditReader
{
    /// <summary>Newest first, those before <paramref name="before"/>.</summary>
    public static ValueTask<List<AuditRecord>> List(Tx tx, AuditFilter filter, AuditCursor? before, int limit)
    {
        var older = before is { } cursor ? (Sql)$"AND (e.created_at, e.id) < ({cursor.At}, {new AuditEventId(cursor.Id)})" : (Sql)$"";
        return tx.List($"""
            SELECT {AuditRecord.Columns} FROM kw.audit_events AS e
             WHERE {filter.Where(tx)} {older} ORDER BY e.created_at DESC, e.id DESC LIMIT {limit}
            """, AuditRecord.Read);
    }

    public static ValueTask<AuditRecord?> Find(Tx tx, AuditEventId id) => tx.Find($"""
        SELECT {AuditRecord.Columns} FROM kw.audit_events AS e WHERE e.id = {id}
        """, AuditRecord.Read);

    public static ValueTask<List<AuditRecord>> Many(Tx tx, IReadOnlyCollection<AuditEventId> ids) => tx.List($"""
        SELECT {AuditRecord.Columns} FROM kw.audit_events AS e WHERE e.id {Sql.In(ids)}
        """, AuditRecord.Read);

    /// <summary>Which of these there are.</summary>
    public static async ValueTask<HashSet<Guid>> Present(Tx tx, IReadOnlyCollection<AuditEventId> ids) =>
        [.. await tx.List($"SELECT id FROM kw.audit_events WHERE id {Sql.In(ids)}", row => row.Uuid("id"))];

    public static ValueTask<List<(Guid Id, string Policy)>> Ids(Tx tx, AuditEventId after, int limit) => tx.List($"""
        SELECT id, retention_policy FROM kw.audit_events WHERE id > {after} ORDER BY id LIMIT {limit}
        """, row => (row.Uuid("id"), row.Text("retention_policy")));

    /// <summary>Of these, redacted ones that name nobody who was erased.</summary>
    public static ValueTask<List<Guid>> RedactedOfLiving(Tx tx, IReadOnlyCollection<AuditEventId> ids) => tx.List($"""
        SELECT e.id FROM kw.audit_events AS e
         WHERE e.id {Sql.In(ids)} AND e.redacted_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM kw.users AS u WHERE u.id IN (e.user_id, e.actor_id) AND u.status = 'deleted')
        """, row => row.Uuid("id"));

    public static ValueTask<List<AuditCount>> CountByType(Tx tx, AuditFilter filter) => Count(tx, filter, $"e.event_type");

    public static ValueTask<List<AuditCount>> CountByCategory(Tx tx, AuditFilter filter) => Count(tx, filter, $"e.event_category");

    public static ValueTask<List<AuditCount>> CountBySeverity(Tx tx, AuditFilter filter) => Count(tx, filter, $"e.severity");

    private static ValueTask<List<AuditCount>> Count(Tx tx, AuditFilter filter, Sql column) => tx.List($"""
        SELECT {column} AS name, count(*) AS n, count(CASE WHEN e.status = 'failure' THEN 1 END) AS failures
          FROM kw.audit_events AS e WHERE {filter.Where(tx)} GROUP BY {column} ORDER BY n DESC, name
        """, row => new AuditCount(row.Text("name"), row.Long("n"), row.Long("failures")));
}
