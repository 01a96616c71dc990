using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security.Revocations;
using Keywright.Security.Throttle;
using Keywright.Sessions;
using Microsoft.Extensions.Hosting;

namespace Keywright.Maintenance;

/// <summary>
/// The one background service: news of revocations while there is traffic, last-used times every few seconds and at shutdown,
/// the secrets of finished graces, and counters nobody needs any more.
/// </summary>
internal sealed partial class Housekeeping(
    KeywrightDatabase database, Revocations revocations, VerifiedTokens cache, LastUsed lastUsed, SessionOptions sessions,
    TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);
    private const int CleanupBatch = 10_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(() => lastUsed.Flush(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var flushed = clock.GetTimestamp();
        var cleaned = clock.GetTimestamp();
        var hits = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Only while there is traffic: an idle node asks nothing, and its first request asks for itself.
                if (cache.Hits != hits)
                {
                    hits = cache.Hits;
                    await Try(async () => await revocations.Refresh());
                }

                if (clock.GetElapsedTime(flushed) >= LastUsed.Interval)
                {
                    flushed = clock.GetTimestamp();
                    await Try(() => Flush(stoppingToken));
                }

                if (clock.GetElapsedTime(cleaned) >= Hour)
                {
                    cleaned = clock.GetTimestamp();
                    await Try(() => Clean(stoppingToken));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task Flush(CancellationToken ct)
    {
        await lastUsed.Flush(ct);
        if (await database.ReadOne(tx => SessionStore.HasSuccessors(tx, tx.Now - sessions.RefreshGrace), ct))
        {
            _ = await database.Write(tx => SessionStore.EraseSuccessors(tx, tx.Now - sessions.RefreshGrace), ct);
        }
    }

    private async Task Clean(CancellationToken ct) => _ = await database.Write(async tx =>
        await RevocationStore.DeleteBefore(tx, tx.Now - Hour)
        + await LaneStore.DeleteEnded(tx)
        + await RateLimitStore.DeleteEnded(tx, CleanupBatch), ct);

    private async Task Try(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (DatabaseException e)
        {
            // Away: what was collected stays for the next time.
            LogPostponed(logger, e);
        }
#pragma warning disable CA1031 // An exception out of a background service stops the host, which is not ours to stop.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogBroke(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away: background work waits for the next round.")]
    private static partial void LogPostponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Background work failed unexpectedly. It is tried again in the next round.")]
    private static partial void LogBroke(ILogger logger, Exception exception);
}
