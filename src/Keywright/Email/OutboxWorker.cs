using Keywright.Database;
using Microsoft.Extensions.Hosting;

namespace Keywright.Email;

/// <summary>
/// Delivers while the node runs: at once what this node caused, within seconds what others did. At shutdown it finishes what it is
/// sending, as long as the host lets it.
/// </summary>
internal sealed partial class OutboxWorker(OutboxDelivery delivery, OutboxSignal signal, ILogger<OutboxWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _abort = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(_abort.Cancel);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _abort.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _ = await delivery.Run(stoppingToken, _abort.Token);
                await signal.Wait(Pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // An exception out of a background service stops the host, which is not ours to stop.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogPostponed(logger, e);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be worked on. It is tried again.")]
    private static partial void LogPostponed(ILogger logger, Exception exception);
}
