using System.Security.Cryptography;
using Keywright.Database;

namespace Keywright.Audit.Sealing;

/// <summary>
/// Follows every chain from its first seal to its last and compares every event with its digest; then looks for events that are in no
/// seal. Reads as much at once as one seal holds, each time on one snapshot, so it may run beside a working server.
/// </summary>
internal sealed class VerifyAudit(KeywrightDatabase database, AuditKeys keys)
{
    /// <param name="anchors">Seals remembered elsewhere.</param>
    /// <param name="trusted">Fingerprints of keys to trust that the master key does not vouch for.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<AuditVerification> Run(
        IReadOnlyCollection<AnchorLine> anchors, IReadOnlyCollection<string> trusted, CancellationToken ct)
    {
        var found = new AuditVerification();
        var known = (await database.ReadOne(AuditKeyStore.List, ct)).ToDictionary(key => key.Id);
        foreach (var policy in RetentionPolicy.All)
        {
            await Follow(new Chain(policy, found, known, anchors, trusted), ct);
        }

        await new UnsealedEvents(database).Find(found, ct);
        found.Waiting = await database.ReadOne(AuditSealStore.CountPending, ct);
        return found;
    }

    private async Task Follow(Chain chain, CancellationToken ct)
    {
        while (!chain.Found.IsFull)
        {
            var (seal, records, now) = await database.Read(tx => Next(tx, chain), ct);
            if (seal is null)
            {
                break;
            }

            CheckSeal(chain, seal, now);
            if (seal.Entries is { } entries)
            {
                await CheckEvents(chain, seal, entries, records, ct);
            }

            chain.Last = seal;
        }

        chain.End();
    }

    private static async ValueTask<(AuditSeal? Seal, Dictionary<Guid, AuditRecord> Records, DateTimeOffset Now)> Next(Tx tx, Chain chain)
    {
        var seal = await AuditSealStore.Next(tx, chain.Policy, chain.Last?.Number ?? 0);
        var ids = AuditSeal.Unpack(seal?.Entries ?? []).Select(entry => entry.Id).ToList();
        var records = ids.Count == 0 ? [] : await AuditReader.Many(tx, ids);
        return (seal, records.ToDictionary(record => record.Id), tx.Now);
    }

    private void CheckSeal(Chain chain, AuditSeal seal, DateTimeOffset now)
    {
        var found = chain.Found;
        found.Seals++;
        chain.CheckPlace(seal, now);
        if (!CryptographicOperations.FixedTimeEquals(seal.ComputeHash(), seal.Hash))
        {
            found.Add("seal_changed", "The seal does not say what its hash says.", seal);
        }

        CheckSignature(chain, seal);
        chain.CheckAnchor(seal);
        if (seal.Entries is null)
        {
            found.ExpiredEvents += seal.Rows;
            if (!(seal.ExpiresAt <= now))
            {
                found.Add("entries_removed", "The seal's events were removed before they expired.", seal);
            }
        }
        else if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(seal.Entries), seal.EntriesHash))
        {
            found.Add("seal_changed", "The digests in the seal are not those that were sealed.", seal);
        }
    }

    private void CheckSignature(Chain chain, AuditSeal seal)
    {
        if (!chain.Keys.TryGetValue(seal.KeyId, out var key))
        {
            chain.Found.Add("key_missing", $"The key {seal.KeyId} that signed the seal is gone.", seal);
            return;
        }

        var fingerprint = AuditKeys.Fingerprint(key);
        if (!chain.Found.Keys.TryGetValue(fingerprint, out var isTrusted))
        {
            isTrusted = keys.IsOurs(key) || chain.Trusted.Contains(fingerprint, StringComparer.OrdinalIgnoreCase);
            chain.Found.Keys[fingerprint] = isTrusted;
        }

        if (!isTrusted)
        {
            chain.Found.Add("key_unknown", $"The seal is signed with a key that the master key does not vouch for: {fingerprint}.", seal);
        }
        else if (!AuditKeys.IsSigned(key, seal.Hash, seal.Signature))
        {
            chain.Found.Add("signature_wrong", "The seal's signature is wrong.", seal);
        }
    }

    private async Task CheckEvents(
        Chain chain, AuditSeal seal, byte[] entries, Dictionary<Guid, AuditRecord> records, CancellationToken ct)
    {
        foreach (var entry in AuditSeal.Unpack(entries))
        {
            chain.Found.Events++;
            if (!records.TryGetValue(entry.Id.Value, out var record))
            {
                chain.Found.Add("event_missing", $"Event {entry.Id} is missing.", seal, entry.Id.Value);
            }
            else if (!CryptographicOperations.FixedTimeEquals(EventDigest.Of(record), entry.Digest))
            {
                chain.Found.Add("event_changed", $"Event {entry.Id} was changed.", seal, entry.Id.Value);
            }
        }

        var redacted = records.Values.Where(record => record.RedactedAt is not null).Select(record => new AuditEventId(record.Id)).ToList();
        chain.Found.Redacted += redacted.Count;
        if (redacted.Count > 0)
        {
            foreach (var id in await database.ReadOne(tx => AuditReader.RedactedOfLiving(tx, redacted), ct))
            {
                chain.Found.Add("event_redacted", $"Event {id} lost its details, and nobody it names was erased.", seal, id);
            }
        }
    }
}
