using Keywright.Database;
using Keywright.Database.Periodic;
using Microsoft.Extensions.Hosting;

namespace Keywright.Maintenance;

/// <summary>The one background service: runs every <see cref="IPeriodicWork"/> of every feature, each in a loop of its own.</summary>
internal sealed partial class Housekeeping(
    IEnumerable<IPeriodicWork> works, LeasedTurn turn, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    // How long after another node died its work lies idle, at most, besides the rest of the lease.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly IPeriodicWork[] _works = [.. works];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var work in _works)
        {
            _ = await Try(work, () => work.Finish(cancellationToken));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_works.Select(work => Repeat(work, stoppingToken)));

    private async Task Repeat(IPeriodicWork work, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(work.OnOneNode && work.Every > LongestLook ? LongestLook : work.Every, clock);
        long? done = null;
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                // When another node did it last, only the lease knows that it isn't due.
                if (timer.Period == work.Every || done is null || clock.GetElapsedTime(done.Value) >= work.Every)
                {
                    var start = clock.GetTimestamp();
                    done = await Try(work, () => Run(work, ct)) is true ? start : done;
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task<bool> Run(IPeriodicWork work, CancellationToken ct)
    {
        if (work.OnOneNode)
        {
            return await turn.Run(work, ct);
        }

        await work.Run(ct);
        return true;
    }

    private Task<bool> Try(IPeriodicWork work, Func<Task> action) => Try(work, async () =>
    {
        await action();
        return true;
    });

    private async Task<bool> Try(IPeriodicWork work, Func<Task<bool>> action)
    {
        try
        {
            return await action();
        }
        catch (DatabaseException e)
        {
            // Away: what was collected stays for the next time.
            LogPostponed(logger, work.Name, e);
        }
#pragma warning disable CA1031 // An exception out of a background service stops the host, which is not ours to stop.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogBroke(logger, work.Name, e);
        }
        catch (OperationCanceledException)
        {
            // The node stops, or the lease is lost: either way it is not for us to go on.
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away: background work ({Work}) waits for its next round.")]
    private static partial void LogPostponed(ILogger logger, string work, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Background work ({Work}) failed unexpectedly. It is tried again in its next round.")]
    private static partial void LogBroke(ILogger logger, string work, Exception exception);
}
