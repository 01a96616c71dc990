using Keywright.Authentication;
using Keywright.Database.Periodic;
using Keywright.Security.Revocations;

namespace Keywright.Maintenance;

/// <summary>
/// Reads what was revoked elsewhere. Only while there is traffic: an idle node asks nothing, and its first request asks for itself.
/// </summary>
internal sealed class RefreshRevocations(VerifiedTokens cache, Revocations revocations) : IPeriodicWork
{
    private long _hits;

    public string Name => "revocations";

    public TimeSpan Every => TimeSpan.FromMilliseconds(25);

    public bool OnOneNode => false;

    public async Task Run(CancellationToken ct)
    {
        if (cache.Hits != _hits)
        {
            _hits = cache.Hits;
            await revocations.Refresh();
        }
    }
}
