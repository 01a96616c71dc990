using Keywright.Audit;
using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Roles;
using Keywright.Security.Keys;

namespace Keywright.SigningKeys;

/// <summary>
/// Makes the first key, publishes the next a day before it signs, lets it take over, and forgets those whose signatures have all expired:
/// of each algorithm that is in use. Each step is decided by its own statement: of many nodes at once, one takes it.
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

    /// <summary>What tokens are signed with where nobody asks for another.</summary>
    public string DefaultAlgorithm => options.Algorithm;

    public async Task Run(CancellationToken ct)
    {
        var keys = await database.ReadOne(SigningKeyStore.List, ct);
        var now = await database.ReadOne(tx => ValueTask.FromResult(tx.Now), ct);
        var needed = InUse(keys).Where(algorithm => IsNeeded(keys, algorithm, now)).ToList();
        if (needed.Count > 0 || keys.Exists(key => IsDue(key, now) || key.ExpiresAt <= now))
        {
            // Making a key takes time that no unit of work should.
            var made = needed.ConvertAll(make.Make);
            _ = await database.Write(tx => Advance(tx, made), ct);
        }
    }

    /// <summary>The algorithms that tokens are signed with: that of the options, and those that somebody asked for.</summary>
    public async Task<IReadOnlyList<string>> InUse(CancellationToken ct) => InUse(await database.ReadOne(SigningKeyStore.List, ct));

    /// <summary>
    /// Publishes the next key, or lets it sign at once. Returns the key that is next, or signs: of many calls at once, all get the same.
    /// </summary>
    public async Task<SigningKey> Rotate(string algorithm, bool immediately, AuditOrigin origin, CancellationToken ct)
    {
        var made = make.Make(algorithm);
        return await database.Write(tx => Rotate(tx, made, immediately, origin), ct);
    }

    /// <summary>The same within a unit of work.</summary>
    public async ValueTask<SigningKey> Rotate(Tx tx, SigningKey made, bool immediately, AuditOrigin origin)
    {
        await AdministrationLock.Take(tx);
        var keys = await SigningKeyStore.List(tx);
        var active = Find(keys, made.Algorithm, SigningKey.Active);
        if (active is not null && tx.Now - active.ActivatesAt < JustNow)
        {
            return active;
        }

        var next = Find(keys, made.Algorithm, SigningKey.Published)
            ?? await Add(tx, made with { ActivatesAt = active is null ? tx.Now : tx.Now + PublishedBefore }, origin);
        return active is null || immediately ? await TakeOver(tx, active, next, origin) : next;
    }

    /// <summary>
    /// Makes a key that signs at once, where there is none of the algorithm: somebody needs it now. Who keeps a copy of the set of keys
    /// must ask again when it meets the new one.
    /// </summary>
    public async Task Begin(string algorithm, CancellationToken ct)
    {
        var made = make.Make(algorithm);
        _ = await database.Write(
            async tx =>
            {
                await AdministrationLock.Take(tx);
                var keys = await SigningKeyStore.List(tx);
                if (Find(keys, algorithm, SigningKey.Active) is { } active)
                {
                    return active;
                }

                var next = Find(keys, algorithm, SigningKey.Published)
                    ?? await Add(tx, made with { ActivatesAt = tx.Now }, AuditOrigin.System);
                return await TakeOver(tx, null, next, AuditOrigin.System);
            },
            ct);
    }

    public SigningKey Make(string algorithm) => make.Make(algorithm);

    private async ValueTask<bool> Advance(Tx tx, List<SigningKey> made)
    {
        await AdministrationLock.Take(tx);
        var keys = await SigningKeyStore.List(tx);

        // Another node may have done it meanwhile.
        foreach (var key in made.Where(key => IsNeeded(keys, key.Algorithm, tx.Now)))
        {
            var isFirst = !keys.Exists(known => known.Status == SigningKey.Active);
            _ = await Add(tx, key with { ActivatesAt = isFirst ? tx.Now : tx.Now + PublishedBefore }, AuditOrigin.System);
        }

        foreach (var next in (await SigningKeyStore.List(tx)).Where(key => IsDue(key, tx.Now)))
        {
            _ = await TakeOver(tx, Find(keys, next.Algorithm, SigningKey.Active), next, AuditOrigin.System);
        }

        return await SigningKeyStore.DeleteExpired(tx) > 0;
    }

    private List<string> InUse(List<SigningKey> keys) =>
        [.. keys.Where(key => key.Status != SigningKey.Retired).Select(key => key.Algorithm).Prepend(options.Algorithm).Distinct()];

    private bool IsNeeded(List<SigningKey> keys, string algorithm, DateTimeOffset now) =>
        Find(keys, algorithm, SigningKey.Published) is null
        && (Find(keys, algorithm, SigningKey.Active) is not { } active
            || active.ActivatesAt + options.RotateAfter - PublishedBefore <= now);

    private static bool IsDue(SigningKey key, DateTimeOffset now) => key.Status == SigningKey.Published && key.ActivatesAt <= now;

    private async ValueTask<SigningKey> Add(Tx tx, SigningKey key, AuditOrigin origin)
    {
        if (await SigningKeyStore.Add(tx, key))
        {
            await audit.Add(tx, origin, Event("signing_key_created", "Make a signing key", key));
        }

        return Find(await SigningKeyStore.List(tx), key.Algorithm, SigningKey.Published)!;
    }

    private async ValueTask<SigningKey> TakeOver(Tx tx, SigningKey? active, SigningKey next, AuditOrigin origin)
    {
        if (active is null)
        {
            _ = await SigningKeyStore.Activate(tx, next.Id);
        }
        else if (await SigningKeyStore.Retire(tx, active.Id, tx.Now + KeptAfter))
        {
            _ = await SigningKeyStore.Activate(tx, next.Id);
            await audit.Add(tx, origin, Event("signing_key_rotated", "Sign with the next key", next));
        }

        return Find(await SigningKeyStore.List(tx), next.Algorithm, SigningKey.Active)!;
    }

    private static SigningKey? Find(List<SigningKey> keys, string algorithm, string status) =>
        keys.Find(key => key.Algorithm == algorithm && key.Status == status);

    private static AuditEvent Event(string type, string action, SigningKey key) => new(type, AuditCategory.Security, action)
    {
        ResourceType = "signing_key",
        ResourceId = key.Id,
        MetadataJson = JsonText.Object(("algorithm", key.Algorithm)),
    };
}
