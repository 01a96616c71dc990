using Keywright.Database;
using Keywright.Database.Periodic;

namespace Keywright.Maintenance;

/// <summary>
/// Lets one node of all do a piece of work. The lease is short and renewed while the work runs, so that another node goes on soon after
/// this one died; when the work is done the lease is kept until the next round is due, so that no other node does it again meanwhile.
/// </summary>
internal sealed class LeasedTurn(KeywrightDatabase database, LeaseHolder holder, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    /// <summary>Runs it, or returns false when it is another node's turn.</summary>
    public async Task<bool> Run(IPeriodicWork work, CancellationToken ct)
    {
        if (!await database.ReadOne(tx => LeaseStore.IsFree(tx, work.Name, holder.Name), ct)
            || !await database.Write(tx => LeaseStore.TryTake(tx, work.Name, holder.Name, Lifetime), ct))
        {
            return false;
        }

        var start = clock.GetTimestamp();
        var isDone = false;
        try
        {
            await RunRenewed(work, ct);
            isDone = true;
        }
        finally
        {
            var rest = work.Every - clock.GetElapsedTime(start);
            // Not cancelled with the work: a node that stops would leave the others waiting for the lease to end.
            _ = await database.Write(
                async tx => isDone && rest > TimeSpan.Zero
                    ? await LeaseStore.Renew(tx, work.Name, holder.Name, rest)
                    : await LeaseStore.Release(tx, work.Name, holder.Name) > 0,
                CancellationToken.None);
        }

        return true;
    }

    private async Task RunRenewed(IPeriodicWork work, CancellationToken ct)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = Renew(work.Name, lost.CancelAsync, ended.Token);
        try
        {
            await work.Run(lost.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
        }
    }

    private async Task Renew(string name, Func<Task> lose, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Renewal, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (!await database.Write(tx => LeaseStore.Renew(tx, name, holder.Name, Lifetime), ended))
                {
                    await lose();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work is done.
        }
        catch (DatabaseException)
        {
            // Whether the lease is still ours is unknown, so it isn't.
            await lose();
        }
    }
}
