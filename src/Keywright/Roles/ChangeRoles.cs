using Keywright.Audit;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.Roles;

/// <summary>
/// Changes roles and who has them: the HTTP API, the command line and the code API share it. Each change is audited, and every node
/// forgets at once what it had cached: of one user after a grant, of all who have the role after a change of the role.
/// </summary>
internal sealed class ChangeRoles(Revocations revocations, AuditLog audit, TwoFactorRule twoFactor)
{
    /// <summary>Why the settings forbid a change, or null; with nothing to change, a deletion.</summary>
    public string? Refuse(Role role, RoleChange? change) =>
        twoFactor.Names(role) && (change is null || change.RequiresTwoFactor == false || (change.Name ?? role.Name) != role.Name)
            ? "The setting TwoFactor:RequiredForRoles names this role: it stays, keeps its name and asks for a second factor."
        : RefuseTwoFactor(change?.RequiresTwoFactor);

    /// <summary>Why no role may ask for a second factor, or null.</summary>
    public string? RefuseTwoFactor(bool? required) => required == true && !twoFactor.CanBeMet
        ? "Nobody can set up a second factor here: TwoFactor:Enabled is false."
        : null;

    /// <summary>The new role, or null when the name is taken.</summary>
    public async ValueTask<Role?> Create(
        Tx tx, AuditOrigin origin, string name, string? description, IReadOnlyCollection<string> permissions, bool requiresTwoFactor)
    {
        var role = await RoleStore.Add(tx, name, description, [.. permissions.Distinct()], requiresTwoFactor);
        if (role is not null)
        {
            await audit.Add(tx, origin, Event("role_created", "Create a role", role));
        }

        return role;
    }

    /// <summary>The changed role, or null when the name is taken.</summary>
    public async ValueTask<Role?> Change(Tx tx, AuditOrigin origin, Role role, RoleChange change)
    {
        if (change.Name is { } name && name != role.Name && await RoleStore.Find(tx, name) is not null)
        {
            return null;
        }

        var changed = (await RoleStore.Change(
            tx, role.Id, change with { Permissions = change.Permissions is { } wanted ? [.. wanted.Distinct()] : null }))!;
        await revocations.Add(tx, Subject.Of(role.Id));
        await audit.Add(tx, origin, Event("role_updated", "Change a role", changed, was: role));
        return changed;
    }

    /// <summary>Everybody who had the role loses it.</summary>
    public async ValueTask<bool> Delete(Tx tx, AuditOrigin origin, Role role)
    {
        if (!await RoleStore.Delete(tx, role.Id))
        {
            return false;
        }

        await revocations.Add(tx, Subject.Of(role.Id));
        await audit.Add(tx, origin, Event("role_deleted", "Delete a role", role));
        return true;
    }

    /// <summary>Whether the user did not have the role before.</summary>
    public async ValueTask<bool> Grant(Tx tx, AuditOrigin origin, UserId user, Role role)
    {
        if (!await RoleStore.Grant(tx, user, role.Id, origin.ActorId))
        {
            return false;
        }

        await revocations.Add(tx, Subject.Of(user));
        await audit.Add(tx, origin, Event("role_granted", "Give a role to a user", role) with { UserId = user });
        return true;
    }

    /// <summary>Whether the user had the role.</summary>
    public async ValueTask<bool> Revoke(Tx tx, AuditOrigin origin, UserId user, Role role)
    {
        if (!await RoleStore.Revoke(tx, user, role.Id))
        {
            return false;
        }

        await revocations.Add(tx, Subject.Of(user));
        await audit.Add(tx, origin, Event("role_revoked", "Take a role from a user", role) with { UserId = user });
        return true;
    }

    private static AuditEvent Event(string type, string action, Role role, Role? was = null) => new(type, AuditCategory.Role, action)
    {
        ResourceType = "role",
        ResourceId = role.Id.ToString(),
        Severity = AuditSeverity.Warning,
        MetadataJson = JsonText.Object(
            ("role", role.Name), ("permissions", string.Join(' ', role.Permissions)),
            ("requires_two_factor", role.RequiresTwoFactor ? "yes" : "no"),
            ("previous_role", was?.Name), ("previous_permissions", was is null ? null : string.Join(' ', was.Permissions))),
    };
}
