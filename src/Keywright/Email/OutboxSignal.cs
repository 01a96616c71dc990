namespace Keywright.Email;

/// <summary>Wakes the delivery of this node when a letter was put into the outbox; other nodes' letters it finds by looking.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        try
        {
            _ = _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Set already.
        }
    }

    /// <summary>Ends when set, or after <paramref name="most"/>.</summary>
    public Task Wait(TimeSpan most, CancellationToken ct) => _set.WaitAsync(most, ct);

    public void Dispose() => _set.Dispose();
}
