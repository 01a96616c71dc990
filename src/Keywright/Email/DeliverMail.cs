using Keywright.Database.Periodic;

namespace Keywright.Email;

/// <summary>
/// Delivers the outbox for as long as this node has the lease: at once what this node caused, within a second what others did. When the
/// node stops it takes no more letters and gives those that are being sent a while.
/// </summary>
internal sealed class DeliverMail(OutboxDelivery delivery, OutboxSignal signal) : IPeriodicWork
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public string Name => "outbox";

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public bool OnOneNode => true;

    public async Task Run(CancellationToken ct)
    {
        using var abort = new CancellationTokenSource();
        await using var stopping = ct.Register(() => abort.CancelAfter(Grace));
        while (!ct.IsCancellationRequested)
        {
            _ = await delivery.Run(ct, abort.Token);
            await signal.Wait(Every, ct);
        }
    }
}
