using System.Globalization;
using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Database.Periodic;

namespace Keywright.Audit.Sealing;

/// <summary>
/// Seals what was written since the last round. What waits is known by a row a trigger wrote with the event, so nothing is passed over
/// because a transaction was long or a clock was wrong; two sealers at once make one chain, for a number is given once.
/// </summary>
internal sealed partial class SealAudit(
    KeywrightDatabase database, AuditKeys keys, AuditLog audit, AuditOptions options, ILogger<SealAudit> log) : IPeriodicWork
{
    /// <summary>As many events as one cleanup deletes in one short transaction.</summary>
    public const int MostRows = 500;

    public string Name => "audit-sealing";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public bool OnOneNode => true;

    public async Task Run(CancellationToken ct)
    {
        AuditKey? key = null;
        foreach (var policy in RetentionPolicy.All)
        {
            while (await SealBatch(policy, key, ct) is { } batch)
            {
                key = batch.Key;
                if (batch.Rows < MostRows)
                {
                    break;
                }
            }
        }
    }

    private async Task<(AuditKey Key, int Rows)?> SealBatch(string policy, AuditKey? key, CancellationToken ct)
    {
        var (head, records) = await database.Read(
            async tx => (await AuditSealStore.Head(tx, policy), await AuditSealStore.Pending(tx, policy, MostRows)), ct);
        if (records.Count == 0)
        {
            return null;
        }

        key ??= await Key(ct);
        var entries = AuditSeal.Pack(records);
        var seal = await database.Write(async tx =>
        {
            var next = Sign(key, new AuditSeal(
                policy, (head?.Number ?? 0) + 1, head?.Hash ?? AuditSeal.Beginning, records.Count, SHA256.HashData(entries), key.Id)
            {
                FirstEvent = records[0].Id,
                LastEvent = records[^1].Id,
                SealedAt = tx.Now,
                ExpiresAt = records.Any(record => record.ExpiresAt is null) ? null : records.Max(record => record.ExpiresAt),
                Entries = entries,
            });
            return await AuditSealStore.Add(tx, next, [.. records.Select(record => new AuditEventId(record.Id))]) ? next : null;
        }, ct);
        if (seal is null)
        {
            // Another node goes on with this chain.
            return null;
        }

        await Anchor(seal, ct);
        return (key, records.Count);
    }

    private AuditSeal Sign(AuditKey key, AuditSeal seal)
    {
        var hash = seal.ComputeHash();
        return seal with { Hash = hash, Signature = keys.Sign(key, hash) };
    }

    /// <summary>The newest key that is ours; the first one is made here.</summary>
    private async Task<AuditKey> Key(CancellationToken ct) =>
        (await database.ReadOne(AuditKeyStore.List, ct)).Find(keys.IsOurs) ?? await database.Write(async tx =>
        {
            var made = keys.Make(tx.Now);
            _ = await AuditKeyStore.Add(tx, made);
            await audit.Add(tx, AuditOrigin.System, new AuditEvent("audit_key_created", AuditCategory.System, "Make a key for seals")
            {
                ResourceType = "audit_key",
                ResourceId = made.Id.ToString(),
                MetadataJson = JsonText.Object(("fingerprint", AuditKeys.Fingerprint(made))),
                IsPermanent = true,
            });
            return made;
        }, ct);

    private async Task Anchor(AuditSeal seal, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(options.AnchorFile))
        {
            return;
        }

        try
        {
            await File.AppendAllTextAsync(options.AnchorFile, AnchorLine.Of(seal) + "\n", ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotAnchored(log, seal.Policy, seal.Number.ToString(CultureInfo.InvariantCulture), e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit's seal {Policy} {Number} could not be written to Audit:AnchorFile")]
    private static partial void NotAnchored(ILogger logger, string policy, string number, Exception exception);
}
