using Keywright.Audit;
using Keywright.Configuration;
using Keywright.Database;

namespace Keywright.Roles;

/// <summary>
/// Brings TwoFactor:RequiredForRoles into the table, at start: from there all nodes, the command line and SQL read it alike, and it follows
/// a role under another name. A name taken from the setting changes nothing by itself: <c>keywright role update</c> does.
/// </summary>
internal sealed class RequireTwoFactor(KeywrightDatabase database, ChangeRoles roles, TwoFactorRule rule)
{
    /// <exception cref="ConfigurationException">There is no such role: nobody would be asked, and nobody would notice.</exception>
    public async Task Run(CancellationToken ct)
    {
        if (rule.Roles.Count == 0)
        {
            return;
        }

        var known = await database.ReadOne(tx => RoleStore.List(tx, null, int.MaxValue), ct);
        string[] unknown = [.. rule.Roles.Where(name => known.TrueForAll(role => role.Name != name))];
        if (unknown.Length > 0)
        {
            throw new ConfigurationException([.. unknown.Select(name =>
                $"TwoFactor:RequiredForRoles has \"{name}\": expected the name of a role. See: keywright role list")]);
        }

        if (known.Exists(role => rule.Names(role) && !role.RequiresTwoFactor))
        {
            _ = await database.Write(tx => Set(tx), ct);
        }
    }

    private async ValueTask<int> Set(Tx tx)
    {
        await AdministrationLock.Take(tx);
        var changed = 0;
        foreach (var name in rule.Roles)
        {
            // Of many nodes that start at once, one does it.
            if (await RoleStore.Find(tx, name) is { RequiresTwoFactor: false } role)
            {
                _ = await roles.Change(tx, AuditOrigin.System, role, RoleChange.Nothing with { RequiresTwoFactor = true });
                changed++;
            }
        }

        return changed;
    }
}
