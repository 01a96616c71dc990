using Keywright.Database.Periodic;

namespace Keywright.Maintenance;

/// <summary>Deletes what has expired, once an hour on one node.</summary>
internal sealed class CleanUp(Purge purge) : IPeriodicWork
{
    public string Name => "clean-up";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public bool OnOneNode => true;

    public Task Run(CancellationToken ct) => purge.Run(ct);
}
