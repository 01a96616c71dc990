using Keywright.Authentication;
using Keywright.Database.Periodic;

namespace Keywright.Maintenance;

/// <summary>Writes the last-used times that were collected, also those of the last moments before the node stops.</summary>
internal sealed class WriteLastUsed(LastUsed lastUsed) : IPeriodicWork
{
    public string Name => "last-used";

    public TimeSpan Every => LastUsed.Interval;

    public bool OnOneNode => false;

    public Task Run(CancellationToken ct) => lastUsed.Flush(ct);

    public Task Finish(CancellationToken ct) => lastUsed.Flush(ct);
}
