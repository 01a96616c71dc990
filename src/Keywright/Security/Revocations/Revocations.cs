using System.Collections.Concurrent;
using Keywright.Database;

namespace Keywright.Security.Revocations;

/// <summary>
/// What this node knows of rights taken away lately, by it and by every other process on the database. Each entry gets the next number
/// of an epoch; whoever caches something notes the epoch <em>before</em> it looks the thing up, so an entry with a higher number makes the
/// cached thing stale, and a look-up that raced a revocation is never trusted.
/// </summary>
internal sealed class Revocations(KeywrightDatabase database, TimeProvider clock)
{
    /// <summary>What a node sees of others is at most this old while it has traffic.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(50);

    /// <summary>Nothing cached lives longer, whatever happens.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(30);

    // A transaction that began before a poll may commit after it, with an earlier time.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, long> _subjects = new();
    private readonly HashSet<Guid> _seen = [];
    private readonly Lock _polling = new();
    private readonly Queue<(long Timestamp, Guid Subject, long Epoch)> _order = new();
    private DateTimeOffset? _cursor;
    private Task _poll = Task.CompletedTask;
    private long _freshSince = long.MinValue;
    private long _epoch;

    /// <summary>The number of the newest entry: note it before a look-up.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether everything committed up to <see cref="Freshness"/> ago has been seen.</summary>
    public bool IsFresh
    {
        get
        {
            var since = Volatile.Read(ref _freshSince);
            return since != long.MinValue && clock.GetElapsedTime(since) < Freshness;
        }
    }

    /// <summary>Whether rights of <paramref name="subject"/> were taken away since <paramref name="epoch"/>.</summary>
    public bool IsRevokedSince(Guid subject, long epoch) =>
        Volatile.Read(ref _epoch) != epoch && _subjects.TryGetValue(subject, out var revoked) && revoked > epoch;

    /// <summary>Records it in the unit of work; this node knows as soon as the unit is durable.</summary>
    public async ValueTask Add(Tx tx, Subject subject)
    {
        await RevocationStore.Add(tx, subject);
        tx.OnCommitted(() => Apply(subject.Id));
    }

    /// <summary>
    /// Reads what other processes revoked. Many callers share one read. False when the read failed: then nothing cached may be trusted.
    /// </summary>
    public async ValueTask<bool> Refresh()
    {
        Task poll;
        lock (_polling)
        {
            if (IsFresh)
            {
                return true;
            }

            if (_poll.IsCompleted)
            {
                _poll = Task.Run(Poll);
            }

            poll = _poll;
        }

        try
        {
            await poll;
            return true;
        }
        catch (DatabaseException)
        {
            return false;
        }
    }

    private async Task Poll()
    {
        var began = clock.GetTimestamp();
        var (now, found) = await database.ReadOne(tx => RevocationStore.Since(tx, _cursor - Overlap));
        foreach (var revocation in found)
        {
            if (_seen.Add(revocation.Id))
            {
                Apply(revocation.SubjectId);
            }
        }

        // The database's own clock, which may be set back: then we follow it.
        _cursor = now;

        Forget(found);
        Volatile.Write(ref _freshSince, began);
    }

    private void Apply(Guid subject)
    {
        lock (_order)
        {
            // The subject first, the epoch after: a reader that sees the new epoch also sees the subject.
            var next = _epoch + 1;
            _subjects[subject] = next;
            _order.Enqueue((clock.GetTimestamp(), subject, next));
            Volatile.Write(ref _epoch, next);

            while (_order.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Timestamp) > CacheLifetime * 2)
            {
                _ = _order.Dequeue();
                _ = _subjects.TryRemove(KeyValuePair.Create(oldest.Subject, oldest.Epoch));
            }
        }
    }

    // Only what the next poll reads again has to be remembered as seen.
    private void Forget(List<Revocation> found)
    {
        if (_seen.Count > found.Count)
        {
            _seen.IntersectWith(found.Select(revocation => revocation.Id));
        }
    }
}
