using Keywright.Audit.Sealing;
using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Security;

namespace Keywright.Audit;

/// <summary>
/// Takes from the events about and by an erased user what tells about the person: addresses, agents, places, parameters, details. What
/// happened stays, and the seals hold. Few events go with the erasure itself; the rest, and what a request under way adds, soon after.
/// </summary>
internal sealed class AuditErasure(KeywrightDatabase database) : IPeriodicWork
{
    private const int Batch = 200;

    // Longer than any request that began before the erasure.
    private static readonly TimeSpan Watch = TimeSpan.FromHours(1);

    public string Name => "audit-erasure";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public bool OnOneNode => true;

    /// <summary>In the unit of work that has made the user a deleted one: the triggers ask for that.</summary>
    public static async ValueTask Begin(Tx tx, UserId user)
    {
        await AuditErasureStore.Add(tx, user);
        _ = await Redact(tx, user);
    }

    public async Task Run(CancellationToken ct)
    {
        foreach (var user in await database.ReadOne(AuditErasureStore.List, ct))
        {
            while (await database.Write(tx => Redact(tx, user), ct) >= Batch)
            {
                ct.ThrowIfCancellationRequested();
            }
        }

        _ = await database.Write(tx => AuditErasureStore.DeleteBefore(tx, tx.Now - Watch), ct);
    }

    private static async ValueTask<int> Redact(Tx tx, UserId user)
    {
        var records = await AuditStore.Unredacted(tx, user, Batch);
        if (records.Count > 0)
        {
            await AuditStore.Redact(tx, [.. records.Select(record => (record.Id, EventDigest.OfPersonal(record)))]);
        }

        return records.Count;
    }
}

/// <summary>All writes to <c>audit_erasures</c>: erased users whose events are looked at again.</summary>
internal static class AuditErasureStore
{
    public static ValueTask<int> Add(Tx tx, UserId user) => tx.Execute($"""
        INSERT INTO kw.audit_erasures (user_id, erased_at) VALUES ({user}, {tx.Now}) ON CONFLICT DO NOTHING
        """);

    public static ValueTask<List<UserId>> List(Tx tx) => tx.List($"""
        SELECT user_id FROM kw.audit_erasures ORDER BY erased_at
        """, row => row.Id<UserId>("user_id"));

    public static ValueTask<int> DeleteBefore(Tx tx, DateTimeOffset instant) => tx.Execute($"""
        DELETE FROM kw.audit_erasures WHERE erased_at < {instant}
        """);
}
