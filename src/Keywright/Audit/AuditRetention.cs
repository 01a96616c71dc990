using Keywright.Audit.Sealing;
using Keywright.Database;

namespace Keywright.Audit;

/// <summary>
/// Deletes events that have expired, seal by seal: each batch is a short transaction of its own, and what is not sealed yet, or shares a
/// seal with what has not expired, stays.
/// </summary>
internal static class AuditRetention
{
    public static ValueTask<long> CountExpired(Tx tx) => AuditSealStore.CountExpired(tx);

    /// <summary>
    /// The events of one expired seal at least, and of others until there are <paramref name="limit"/>. Less means that nothing is left.
    /// </summary>
    public static async ValueTask<int> DeleteExpired(Tx tx, int limit)
    {
        if (tx.Dialect == Dialect.Postgres)
        {
            return await tx.FindValue($"SELECT kw.cleanup_audit_events({tx.Now}, {limit}) AS deleted", row => row.Int("deleted")) ?? 0;
        }

        var deleted = 0;
        while (deleted < limit && await AuditSealStore.Expired(tx) is { } seal)
        {
            _ = await AuditStore.DeleteExpired(tx, [.. AuditSeal.Unpack(seal.Entries!).Select(entry => entry.Id)]);
            await AuditSealStore.RowsDeleted(tx, seal);
            deleted += seal.Rows;
        }

        return deleted;
    }
}
