using Keywright.Audit;
using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Roles;
using Keywright.Security.Keys;

namespace Keywright.Maintenance;

/// <summary>What a round of encrypting anew did.</summary>
/// <param name="Column">The table and the column.</param>
/// <param name="Rows">How many values are under the current key now that were not.</param>
/// <param name="Unreadable">How many are under a key that is not held, and stay as they are.</param>
internal sealed record Reencrypted(string Column, int Rows, int Unreadable);

/// <summary>
/// Gives the database to another master key and encrypts everything anew, a batch a unit of work. It can be cut off anywhere: what is left
/// is read with the key that it is under, and done by the next round, of the command or of a server.
/// </summary>
internal sealed class RotateMasterKey(KeywrightDatabase database, MasterKey key, AuditLog audit, AuditOrigin origin) : IPeriodicWork
{
    private const int BatchSize = 100;

    public string Name => "master-key-rotation";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public bool OnOneNode => true;

    /// <summary>What nodes wrote while the key was rotated.</summary>
    public async Task Run(CancellationToken ct) => _ = await EncryptAnew(ct);

    /// <summary>
    /// The key of this fingerprint, which must be held, is the database's from now on. False when it was already.
    /// </summary>
    /// <exception cref="MasterKeyException">It is not held.</exception>
    public async Task<bool> SwitchTo(string fingerprint, CancellationToken ct)
    {
        if (!key.TryUse(fingerprint))
        {
            throw new MasterKeyException($"The master key {fingerprint} is not among those that are configured.");
        }

        return await database.Write(async tx =>
        {
            await AdministrationLock.Take(tx);
            var before = await MasterKeyStore.Current(tx);
            if (!await MasterKeyStore.Replace(tx, fingerprint))
            {
                return false;
            }

            await audit.Add(tx, origin, new AuditEvent("master_key_rotated", AuditCategory.Security, "Rotate the master key")
            {
                ResourceType = "master_key",
                ResourceId = fingerprint,
                MetadataJson = JsonText.Object(("previous", before)),
                Severity = AuditSeverity.Warning,
                IsPermanent = true,
            });
            return true;
        }, ct);
    }

    /// <summary>Encrypts with the current key what is encrypted with another.</summary>
    public async Task<IReadOnlyList<Reencrypted>> EncryptAnew(CancellationToken ct)
    {
        var done = new List<Reencrypted>();
        foreach (var column in EncryptedColumns.All)
        {
            done.Add(await EncryptAnew(column, ct));
        }

        return done;
    }

    private async Task<Reencrypted> EncryptAnew(EncryptedColumn column, CancellationToken ct)
    {
        var (rows, unreadable) = (0, 0);
        SqlValue? after = null;
        while (true)
        {
            var header = key.CurrentHeader;
            var batch = await database.ReadOne(tx => EncryptedRows.Outdated(tx, column, header, after, BatchSize), ct);
            if (batch.Count == 0)
            {
                return new Reencrypted(column.ToString(), rows, unreadable);
            }

            after = batch[^1].Key;
            var values = batch.Select(row => (Row: row, Value: Anew(column, row))).ToList();
            unreadable += values.Count(value => value.Value is null);
            rows += await database.Write(async tx =>
            {
                var replaced = 0;
                foreach (var (row, value) in values)
                {
                    replaced += value is not null && await EncryptedRows.Replace(tx, column, row, value) ? 1 : 0;
                }

                return replaced;
            }, ct);
        }
    }

    private byte[]? Anew(EncryptedColumn column, EncryptedRow row) =>
        key.Decrypt(column.Purpose, row.Value, row.Associated) is { } plain
            ? key.Encrypt(column.Purpose, plain, row.Associated)
            : null;
}
