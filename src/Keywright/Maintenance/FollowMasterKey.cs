using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Security.Keys;

namespace Keywright.Maintenance;

/// <summary>A running node encrypts with the new key soon after a rotation.</summary>
internal sealed partial class FollowMasterKey(KeywrightDatabase database, MasterKey key, ILogger<FollowMasterKey> logger) : IPeriodicWork
{
    public string Name => "master-key";

    public TimeSpan Every => TimeSpan.FromSeconds(30);

    public bool OnOneNode => false;

    public async Task Run(CancellationToken ct)
    {
        if (await database.ReadOne(MasterKeyStore.Current, ct) is { } current && current != key.CurrentFingerprint && !key.TryUse(current))
        {
            LogNotHeld(logger, current);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The database belongs to the master key {Fingerprint} now, which this node does not hold: "
            + "add it to its settings and restart it.")]
    private static partial void LogNotHeld(ILogger logger, string fingerprint);
}
