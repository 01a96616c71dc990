using Keywright.Audit;
using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Roles;
using Keywright.Security.Keys;

namespace Keywright.SigningKeys;

/// <summary>
/// Makes the first key, publishes the next a day before it signs, lets it take over, and forgets those whose signatures have all expired.
/// Each step is decided by its own statement: of many nodes at once, one takes it.
/// </summary>
internal sealed class RotateSigningKeys(KeywrightDatabase database, MakeKey make, KeyOptions options, AuditLog audit) : IPeriodicWork
{
    /// <summary>Longer than anybody keeps a copy of the set of keys without asking again.</summary>
    public static readonly TimeSpan PublishedBefore = TimeSpan.FromDays(1);

    /// <summary>Longer than any token that is signed lives, and than an id_token is shown again as a hint at sign-out.</summary>
    public static readonly TimeSpan KeptAfter = TimeSpan.FromDays(30);

    // Two people who see the same alarm rotate once.
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(1);

    public string Name => "signing-key-rotation";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public bool OnOneNode => true;

    public async Task Run(CancellationToken ct)
    {
        var keys = await database.ReadOne(SigningKeyStore.List, ct);
        var now = await database.ReadOne(tx => ValueTask.FromResult(tx.Now), ct);
        var active = keys.Find(key => key.Status == SigningKey.Active);
        var next = keys.Find(key => key.Status == SigningKey.Published);
        var needed = IsNeeded(active, next, now);
        if (needed || next?.ActivatesAt <= now || keys.Exists(key => key.ExpiresAt <= now))
        {
            // Making a key takes time that no unit of work should.
            var made = needed ? make.Make(options.Algorithm) : null;
            _ = await database.Write(tx => Advance(tx, made), ct);
        }
    }

    /// <summary>
    /// Publishes the next key, or lets it sign at once. Returns the key that is next, or signs: of many calls at once, all get the same.
    /// </summary>
    public async Task<SigningKey> Rotate(bool immediately, AuditOrigin origin, CancellationToken ct)
    {
        var made = make.Make(options.Algorithm);
        return await database.Write(tx => Rotate(tx, made, immediately, origin), ct);
    }

    /// <summary>The same within a unit of work.</summary>
    public async ValueTask<SigningKey> Rotate(Tx tx, SigningKey made, bool immediately, AuditOrigin origin)
    {
        await AdministrationLock.Take(tx);
        var active = await Find(tx, SigningKey.Active);
        if (active is null)
        {
            await Add(tx, made with { Status = SigningKey.Active, ActivatesAt = tx.Now }, origin);
            return (await Find(tx, SigningKey.Active))!;
        }

        if (tx.Now - active.ActivatesAt < JustNow)
        {
            return active;
        }

        await Add(tx, made with { ActivatesAt = tx.Now + PublishedBefore }, origin);
        var next = await Find(tx, SigningKey.Published);
        if (!immediately || next is null)
        {
            return next ?? (await Find(tx, SigningKey.Active))!;
        }

        await TakeOver(tx, active, next, origin);
        return (await Find(tx, SigningKey.Active))!;
    }

    public SigningKey Make() => make.Make(options.Algorithm);

    private async ValueTask<bool> Advance(Tx tx, SigningKey? made)
    {
        await AdministrationLock.Take(tx);
        var active = await Find(tx, SigningKey.Active);

        // Another node may have done it meanwhile.
        if (made is not null && IsNeeded(active, await Find(tx, SigningKey.Published), tx.Now))
        {
            await Add(
                tx,
                active is null
                    ? made with { Status = SigningKey.Active, ActivatesAt = tx.Now }
                    : made with { ActivatesAt = tx.Now + PublishedBefore },
                AuditOrigin.System);
        }

        if (active is not null && await Find(tx, SigningKey.Published) is { } next && next.ActivatesAt <= tx.Now)
        {
            await TakeOver(tx, active, next, AuditOrigin.System);
        }

        return await SigningKeyStore.DeleteExpired(tx) > 0;
    }

    private bool IsNeeded(SigningKey? active, SigningKey? next, DateTimeOffset now) =>
        active is null || (next is null && active.ActivatesAt + options.RotateAfter - PublishedBefore <= now);

    private async ValueTask Add(Tx tx, SigningKey key, AuditOrigin origin)
    {
        if (await SigningKeyStore.Add(tx, key))
        {
            await audit.Add(tx, origin, Event("signing_key_created", "Make a signing key", key));
        }
    }

    private async ValueTask TakeOver(Tx tx, SigningKey active, SigningKey next, AuditOrigin origin)
    {
        if (await SigningKeyStore.Retire(tx, active.Id, tx.Now + KeptAfter))
        {
            _ = await SigningKeyStore.Activate(tx, next.Id);
            await audit.Add(tx, origin, Event("signing_key_rotated", "Sign with the next key", next));
        }
    }

    private static async ValueTask<SigningKey?> Find(Tx tx, string status) =>
        (await SigningKeyStore.List(tx)).Find(key => key.Status == status);

    private static AuditEvent Event(string type, string action, SigningKey key) => new(type, AuditCategory.Security, action)
    {
        ResourceType = "signing_key",
        ResourceId = key.Id,
        MetadataJson = JsonText.Object(("algorithm", key.Algorithm)),
    };
}
