using Keywright.Audit;
using Keywright.Database;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>
/// Roles and permissions, from the application's own code, which may give whatever it wants. Every change is audited, and felt on every
/// node within a twentieth of a second.
/// </summary>
public sealed class KeywrightRoles
{
    private readonly KeywrightDatabase _database;
    private readonly ChangeRoles _roles;
    private readonly AuditOrigin _origin;

    internal KeywrightRoles(KeywrightDatabase database, ChangeRoles roles, AuditOrigin origin) =>
        (_database, _roles, _origin) = (database, roles, origin);

    /// <summary>All roles, the built-in ones at the head.</summary>
    public async Task<IReadOnlyList<KeywrightRole>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _database.ReadOne(tx => RoleStore.List(tx, null, int.MaxValue), cancellationToken)).Select(KeywrightRole.Of)];

    /// <summary>The role, or null.</summary>
    public async Task<KeywrightRole?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        await _database.ReadOne(tx => RoleStore.Find(tx, name), cancellationToken) is { } role ? KeywrightRole.Of(role) : null;

    /// <summary>Makes a role; null when there is one of this name.</summary>
    /// <exception cref="ArgumentException">The name or a permission is not acceptable: the message says why.</exception>
    public async Task<KeywrightRole?> CreateAsync(
        string name, IReadOnlyList<string> permissions, string? description = null, bool requiresTwoFactor = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(permissions);
        Check(name, description, permissions);
        ThrowIf(_roles.RefuseTwoFactor(requiresTwoFactor));
        return await _database.Write(async tx =>
            await _roles.Create(tx, _origin, name, description, permissions, requiresTwoFactor) is { } role ? KeywrightRole.Of(role) : null,
            cancellationToken);
    }

    /// <summary>
    /// Changes a role: what is null stays, an empty description clears it. Null when there is no such role, or one with the new name.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A value is not acceptable, or the role is built in or named by the settings: the message says why.
    /// </exception>
    public async Task<KeywrightRole?> UpdateAsync(
        string name, IReadOnlyList<string>? permissions = null, string? description = null, string? newName = null,
        bool? requiresTwoFactor = null, CancellationToken cancellationToken = default)
    {
        Check(newName, description, permissions);
        return await _database.Write(async tx =>
        {
            await AdministrationLock.Take(tx);
            if (await RoleStore.Find(tx, name) is not { } role)
            {
                return null;
            }

            if ((role.IsBuiltIn && newName is not null && newName != name) || (role.Id == Role.Administrator && permissions is not null))
            {
                throw new ArgumentException($"{name} is built in: it keeps its name, and admin its permissions.");
            }

            var change = new RoleChange(newName, description, permissions) { RequiresTwoFactor = requiresTwoFactor };
            ThrowIf(_roles.Refuse(role, change));
            return await _roles.Change(tx, _origin, role, change) is { } changed
                ? KeywrightRole.Of(changed)
                : null;
        }, cancellationToken);
    }

    /// <summary>Deletes a role: all who have it lose it. False when there is none, or it is built in or named by the settings.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) => await _database.Write(async tx =>
        await RoleStore.Find(tx, name) is { IsBuiltIn: false } role
        && _roles.Refuse(role, change: null) is null && await _roles.Delete(tx, _origin, role), cancellationToken);

    /// <summary>Gives a user a role; having it already is fine. False when there is no such user, or no such role.</summary>
    public async Task<bool> GrantAsync(Guid userId, string role, CancellationToken cancellationToken = default) =>
        await _database.Write(async tx =>
        {
            if (await UserStore.Find(tx, new UserId(userId)) is not { Status: not UserStatus.Deleted } user
                || await RoleStore.Find(tx, role) is not { } found)
            {
                return false;
            }

            _ = await _roles.Grant(tx, _origin, user.Id, found);
            return true;
        }, cancellationToken);

    /// <summary>Takes a role from a user, from the last administrator too. False when they did not have it.</summary>
    public async Task<bool> RevokeAsync(Guid userId, string role, CancellationToken cancellationToken = default) =>
        await _database.Write(async tx =>
            await RoleStore.Find(tx, role) is { } found && await _roles.Revoke(tx, _origin, new UserId(userId), found), cancellationToken);

    /// <summary>
    /// What a user may do, wildcards included; nothing when they are not active, or not there. A role that asks for a second factor counts
    /// when the user has one; that a session began with a passkey is known at its requests alone.
    /// </summary>
    public async Task<IReadOnlyList<string>> PermissionsOfAsync(Guid userId, CancellationToken cancellationToken = default) =>
        (await PermissionsOf(userId, cancellationToken)).Texts;

    /// <summary>Which of <paramref name="permissions"/> a user has.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> CheckAsync(
        Guid userId, IEnumerable<string> permissions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        var held = await PermissionsOf(userId, cancellationToken);
        return permissions.Distinct(StringComparer.Ordinal).ToDictionary(permission => permission, held.Covers, StringComparer.Ordinal);
    }

    private async Task<PermissionSet> PermissionsOf(Guid userId, CancellationToken ct) => await _database.Read(async tx =>
        await UserStore.Find(tx, new UserId(userId)) is { Status: UserStatus.Active } user
            ? (await RoleStore.Held(tx, user)).Permissions
            : PermissionSet.Empty, ct);

    private static void ThrowIf(string? refusal)
    {
        if (refusal is not null)
        {
            throw new ArgumentException(refusal);
        }
    }

    private static void Check(string? name, string? description, IReadOnlyList<string>? permissions)
    {
        if (RoleWish.Refuse(name, description, permissions) is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value[0]}")));
        }
    }
}
