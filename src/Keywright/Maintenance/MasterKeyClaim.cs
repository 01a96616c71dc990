using Keywright.Database;
using Keywright.Security.Keys;

namespace Keywright.Maintenance;

/// <summary>A database belongs to the first master key that comes to it; a process with another one must not touch it.</summary>
internal static class MasterKeyClaim
{
    /// <exception cref="MasterKeyException">It is another key's.</exception>
    public static async Task Check(KeywrightDatabase database, MasterKey key, CancellationToken ct)
    {
        var known = await database.ReadOne(tx => MasterKeyStore.Current(tx), ct)
            ?? await database.Write(tx => MasterKeyStore.Claim(tx, key.Fingerprint), ct);
        if (!key.TryUse(known!))
        {
            throw new MasterKeyException(
                $"This database belongs to the master key {known}, and the configured one is {key.Fingerprint}: "
                + "what is encrypted in it could not be read. Set Keys:MasterKey to the right key, or restore the file master.key.");
        }
    }
}
