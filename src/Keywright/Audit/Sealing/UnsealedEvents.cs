using Keywright.Database;

namespace Keywright.Audit.Sealing;

/// <summary>
/// Events that are in no seal and do not wait for one (somebody put them in behind the triggers), and those that wait and are gone.
/// </summary>
internal sealed class UnsealedEvents(KeywrightDatabase database)
{
    // More at once means fewer looks at the list of seals.
    private const int PageSize = 5000;
    private const int MostLost = 20;

    public async Task Find(AuditVerification found, CancellationToken ct)
    {
        foreach (var (policy, id) in await database.ReadOne(tx => AuditSealStore.Lost(tx, MostLost), ct))
        {
            found.Add(new AuditFlaw("event_missing", $"Event {id} is missing. It was not sealed yet.", policy, null, id));
        }

        var last = default(AuditEventId);
        while (!found.IsFull)
        {
            var (page, extra) = await database.Read(tx => Page(tx, last), ct);
            foreach (var (id, policy) in extra)
            {
                found.Add(new AuditFlaw("event_added", $"Event {id} is in no seal, and does not wait for one.", policy, null, id));
            }

            if (page.Count < PageSize)
            {
                return;
            }

            last = new AuditEventId(page[^1].Id);
        }
    }

    private static async ValueTask<(List<(Guid Id, string Policy)> Page, List<(Guid Id, string Policy)> Extra)> Page(
        Tx tx, AuditEventId after)
    {
        var page = await AuditReader.Ids(tx, after, PageSize);
        if (page.Count == 0)
        {
            return (page, []);
        }

        var (first, last) = (new AuditEventId(page[0].Id), new AuditEventId(page[^1].Id));
        var known = (await AuditSealStore.PendingBetween(tx, first, last)).ToHashSet();
        foreach (var seal in await AuditSealStore.Around(tx, first, last))
        {
            known.UnionWith(AuditSeal.Unpack(seal.Entries!).Select(entry => entry.Id.Value));
        }

        return (page, [.. page.Where(one => !known.Contains(one.Id))]);
    }
}
