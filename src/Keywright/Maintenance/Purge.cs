using Keywright.Audit;
using Keywright.Database;
using Keywright.Email;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.Revocations;
using Keywright.Security.Throttle;

namespace Keywright.Maintenance;

/// <summary>A table with rows that end by themselves. Its store counts them, and deletes up to a number of them.</summary>
internal sealed record Expiring(string Table, Func<Tx, ValueTask<long>> Count, Func<Tx, int, ValueTask<int>> Delete);

/// <summary>How many rows of a table have expired, or were deleted for it.</summary>
internal sealed record Purged(string Table, long Rows);

/// <summary>Deletes what has expired, in batches so small that no other write waits for long.</summary>
internal sealed class Purge(KeywrightDatabase database)
{
    private const int Batch = 500;

    private static readonly Expiring[] All =
    [
        new("revocations", RevocationStore.CountExpired, RevocationStore.DeleteExpired),
        new("sign_in_lanes", LaneStore.CountExpired, LaneStore.DeleteExpired),
        new("audit_events", AuditRetention.CountExpired, AuditRetention.DeleteExpired),
        new("rate_limits", RateLimitStore.CountExpired, RateLimitStore.DeleteExpired),
        new("email_verifications", EmailVerificationStore.CountExpired, EmailVerificationStore.DeleteExpired),
        new("password_resets", PasswordResetStore.CountExpired, PasswordResetStore.DeleteExpired),
        new("outbox", OutboxStore.CountExpired, OutboxStore.DeleteExpired),
    ];

    /// <summary>What <see cref="Run"/> would delete. Changes nothing.</summary>
    public async Task<List<Purged>> Count(CancellationToken ct)
    {
        var counts = new List<Purged>();
        foreach (var expiring in All)
        {
            counts.Add(new Purged(expiring.Table, await database.ReadOne(expiring.Count, ct)));
        }

        return counts;
    }

    /// <summary>Deletes it and tells how many rows of each table. May run beside another, here or on another node.</summary>
    public async Task<List<Purged>> Run(CancellationToken ct)
    {
        var counts = new List<Purged>();
        foreach (var expiring in All)
        {
            counts.Add(new Purged(expiring.Table, await Delete(expiring, ct)));
        }

        return counts;
    }

    private async Task<long> Delete(Expiring expiring, CancellationToken ct)
    {
        var rows = 0L;
        while (true)
        {
            var deleted = await database.Write(tx => expiring.Delete(tx, Batch), ct);
            rows += deleted;
            if (deleted < Batch)
            {
                return rows;
            }
        }
    }
}
