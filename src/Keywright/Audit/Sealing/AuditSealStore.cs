using Keywright.Database;

namespace Keywright.Audit.Sealing;

/// <summary>All writes to <c>audit_seals</c>, and to <c>audit_pending</c> but for the trigger that fills it.</summary>
internal static class AuditSealStore
{
    private static Sql Columns => $"""
        s.retention_policy, s.number, s.previous_hash, s.row_count, s.first_event_id, s.last_event_id, s.entries_hash, s.sealed_at,
        s.expires_at, s.key_id, s.hash, s.signature, s.rows_deleted_at, s.entries
        """;

    /// <summary>The end of a class's chain, or null where nothing was sealed yet.</summary>
    public static ValueTask<SealHead?> Head(Tx tx, string policy) => tx.Find($"""
        SELECT number, hash, sealed_at FROM kw.audit_seals WHERE retention_policy = {policy} ORDER BY number DESC LIMIT 1
        """, row => new SealHead(policy, row.Long("number"), row.Bytes("hash"), row.Instant("sealed_at")));

    public static ValueTask<AuditSeal?> Next(Tx tx, string policy, long after) => tx.Find($"""
        SELECT {Columns} FROM kw.audit_seals AS s
         WHERE s.retention_policy = {policy} AND s.number > {after} ORDER BY s.number LIMIT 1
        """, AuditSeal.Read);

    /// <summary>Those that may hold an event between these two.</summary>
    public static ValueTask<List<AuditSeal>> Around(Tx tx, AuditEventId first, AuditEventId last) => tx.List($"""
        SELECT {Columns} FROM kw.audit_seals AS s
         WHERE s.rows_deleted_at IS NULL AND s.last_event_id >= {first} AND s.first_event_id <= {last}
        """, AuditSeal.Read);

    /// <summary>Events that wait for a seal, those that were written first first.</summary>
    public static ValueTask<List<AuditRecord>> Pending(Tx tx, string policy, int limit) => tx.List($"""
        SELECT {AuditRecord.Columns} FROM kw.audit_pending AS p JOIN kw.audit_events AS e ON e.id = p.event_id
         WHERE p.retention_policy = {policy} ORDER BY p.event_id LIMIT {limit}
        """, AuditRecord.Read);

    public static ValueTask<long> CountPending(Tx tx) => tx.Count($"SELECT count(*) AS n FROM kw.audit_pending");

    public static async ValueTask<HashSet<Guid>> PendingBetween(Tx tx, AuditEventId first, AuditEventId last) => [.. await tx.List($"""
        SELECT event_id FROM kw.audit_pending WHERE event_id >= {first} AND event_id <= {last}
        """, row => row.Uuid("event_id"))];

    /// <summary>What waits for a seal and is gone.</summary>
    public static ValueTask<List<(string Policy, Guid Id)>> Lost(Tx tx, int limit) => tx.List($"""
        SELECT p.retention_policy, p.event_id FROM kw.audit_pending AS p
         WHERE NOT EXISTS (SELECT 1 FROM kw.audit_events AS e WHERE e.id = p.event_id AND e.retention_policy = p.retention_policy)
         ORDER BY p.event_id LIMIT {limit}
        """, row => (row.Text("retention_policy"), row.Uuid("event_id")));

    /// <summary>Adds the next seal of a chain and lets its events wait no longer. False when another sealer was first.</summary>
    public static async ValueTask<bool> Add(Tx tx, AuditSeal seal, IReadOnlyCollection<AuditEventId> events)
    {
        var isAdded = await tx.Execute($"""
            INSERT INTO kw.audit_seals (
                retention_policy, number, previous_hash, row_count, first_event_id, last_event_id, entries_hash, sealed_at, expires_at,
                key_id, hash, signature, entries)
            SELECT {seal.Policy}, {seal.Number}, {seal.Previous}, {seal.Rows}, {seal.FirstEvent}, {seal.LastEvent}, {seal.EntriesHash},
                   {seal.SealedAt}, {seal.ExpiresAt}, {seal.KeyId}, {seal.Hash}, {seal.Signature}, {seal.Entries}
             WHERE NOT EXISTS (SELECT 1 FROM kw.audit_seals WHERE retention_policy = {seal.Policy} AND number = {seal.Number})
            ON CONFLICT DO NOTHING
            """) > 0;
        if (isAdded)
        {
            _ = await tx.Execute($"""
                DELETE FROM kw.audit_pending WHERE retention_policy = {seal.Policy} AND event_id {Sql.In(events)}
                """);
        }

        return isAdded;
    }

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT coalesce(sum(row_count), 0) AS n FROM kw.audit_seals WHERE rows_deleted_at IS NULL AND expires_at <= {tx.Now}
        """);

    /// <summary>The next seal all of whose events have expired.</summary>
    public static ValueTask<AuditSeal?> Expired(Tx tx) => tx.Find($"""
        SELECT {Columns} FROM kw.audit_seals AS s
         WHERE s.rows_deleted_at IS NULL AND s.expires_at <= {tx.Now} ORDER BY s.expires_at LIMIT 1
        """, AuditSeal.Read);

    /// <summary>Its events are gone: it gives up their digests, and the seals before it go where theirs are gone too.</summary>
    public static async ValueTask RowsDeleted(Tx tx, AuditSeal seal)
    {
        _ = await tx.Execute($"""
            UPDATE kw.audit_seals SET entries = NULL, rows_deleted_at = {tx.Now}
             WHERE retention_policy = {seal.Policy} AND number = {seal.Number}
            """);
        _ = await tx.Execute($"""
            DELETE FROM kw.audit_seals
             WHERE retention_policy = {seal.Policy} AND number < {seal.Number}
               AND NOT EXISTS (SELECT 1 FROM kw.audit_seals AS earlier
                                WHERE earlier.retention_policy = {seal.Policy} AND earlier.number < {seal.Number}
                                  AND (earlier.rows_deleted_at IS NULL OR earlier.expires_at > {tx.Now}))
            """);
    }
}
