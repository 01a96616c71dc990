using Keywright.Audit;
using Keywright.Database;
using Keywright.PersonalTokens;
using Keywright.Roles;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration;

/// <summary>
/// Service accounts, from the application's own code: programs that call with personal access tokens of their own. Their tokens are listed
/// and made here, and revoked by <see cref="KeywrightTokens.RevokeAsync"/>.
/// </summary>
public sealed class KeywrightServiceAccounts
{
    private readonly KeywrightDatabase _database;
    private readonly ChangeServiceAccounts _accounts;
    private readonly MintToken _mint;
    private readonly AuditOrigin _origin;
    private readonly TimeProvider _clock;

    internal KeywrightServiceAccounts(
        KeywrightDatabase database, ChangeServiceAccounts accounts, MintToken mint, AuditOrigin origin, TimeProvider clock) =>
        (_database, _accounts, _mint, _origin, _clock) = (database, accounts, mint, origin, clock);

    /// <summary>All service accounts, oldest first.</summary>
    public async Task<IReadOnlyList<KeywrightServiceAccount>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _database.ReadOne(tx => ServiceAccountStore.List(tx, null, int.MaxValue), cancellationToken))
            .Select(KeywrightServiceAccount.Of)];

    /// <summary>The service account with this id or name, or null.</summary>
    public async Task<KeywrightServiceAccount?> FindAsync(string idOrName, CancellationToken cancellationToken = default) =>
        await _database.ReadOne(tx => Find(tx, idOrName), cancellationToken) is { } account ? KeywrightServiceAccount.Of(account) : null;

    /// <summary>Makes a service account; null when there is one of this name.</summary>
    /// <exception cref="ArgumentException">The name or a permission is not acceptable: the message says why.</exception>
    public async Task<KeywrightServiceAccount?> CreateAsync(
        string name, IReadOnlyList<string> permissions, string? description = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(permissions);
        Check(name, description, permissions);
        return await _database.Write(async tx =>
            await _accounts.Create(tx, _origin, name.Trim(), description, permissions, owner: null) is { } account
                ? KeywrightServiceAccount.Of(account)
                : null, cancellationToken);
    }

    /// <summary>
    /// Changes a service account: what is null stays, an empty description clears it. Null when there is none, or one with the new name.
    /// </summary>
    /// <exception cref="ArgumentException">A value is not acceptable: the message says why.</exception>
    public async Task<KeywrightServiceAccount?> UpdateAsync(
        string idOrName, IReadOnlyList<string>? permissions = null, string? description = null, string? newName = null,
        bool? active = null, CancellationToken cancellationToken = default)
    {
        Check(newName, description, permissions);
        return await _database.Write(async tx =>
        {
            await AdministrationLock.Take(tx);
            var change = new ServiceAccountChange(newName?.Trim(), description, permissions, active);
            return await Find(tx, idOrName) is { } account && await _accounts.Change(tx, _origin, account, change) is { } changed
                ? KeywrightServiceAccount.Of(changed)
                : null;
        }, cancellationToken);
    }

    /// <summary>Deletes a service account and its tokens. False when there is none.</summary>
    public async Task<bool> DeleteAsync(string idOrName, CancellationToken cancellationToken = default) => await _database.Write(async tx =>
        await Find(tx, idOrName) is { } account && await _accounts.Delete(tx, _origin, account), cancellationToken);

    /// <summary>Makes a token of the account; without <paramref name="abilities"/> with <c>PersonalTokens:DefaultAbilities</c>.</summary>
    /// <exception cref="ArgumentException">The name, an ability or the expiry is not acceptable: the message says why.</exception>
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    public async Task<CreatedToken> CreateTokenAsync(
        string idOrName, string name, IReadOnlyList<string>? abilities = null, DateTimeOffset? expiresAt = null,
        CancellationToken cancellationToken = default)
    {
        if (_mint.Refuse(name, abilities, expiresAt, _clock.GetUtcNow()) is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value[0]}")));
        }

        return await _database.Write(async tx =>
        {
            if (await Find(tx, idOrName) is not { } account)
            {
                throw new InvalidOperationException($"There is no service account {idOrName}.");
            }

            var (token, secret) = await _mint.Add(tx, _origin, account.Id, name, abilities, expiresAt);
            return new CreatedToken(secret.Reveal(), KeywrightToken.Of(token));
        }, cancellationToken);
    }

    /// <summary>The account's tokens that still work, newest first.</summary>
    public async Task<IReadOnlyList<KeywrightToken>> ListTokensAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var tokens = await _database.ReadOne(
            tx => PersonalTokenStore.ListLive(tx, new ServiceAccountId(id), null, int.MaxValue), cancellationToken);
        return [.. tokens.Select(KeywrightToken.Of)];
    }

    private static ValueTask<ServiceAccount?> Find(Tx tx, string idOrName) => Guid.TryParse(idOrName, out var id)
        ? ServiceAccountStore.Find(tx, new ServiceAccountId(id))
        : ServiceAccountStore.Find(tx, idOrName);

    private static void Check(string? name, string? description, IReadOnlyList<string>? permissions)
    {
        if (ServiceAccountWish.Refuse(name, description, permissions) is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value[0]}")));
        }
    }
}
