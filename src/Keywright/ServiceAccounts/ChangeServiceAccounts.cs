using Keywright.Audit;
using Keywright.Database;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.ServiceAccounts;

/// <summary>Makes, changes and deletes service accounts: the HTTP API, the command line and the code API share it.</summary>
internal sealed class ChangeServiceAccounts(Revocations revocations, AuditLog audit)
{
    /// <summary>The new account, or null when the name is taken.</summary>
    public async ValueTask<ServiceAccount?> Create(
        Tx tx, AuditOrigin origin, string name, string? description, IReadOnlyCollection<string> permissions, UserId? owner)
    {
        var account = await ServiceAccountStore.Add(tx, name, description, [.. permissions.Distinct()], owner);
        if (account is not null)
        {
            await audit.Add(tx, origin, Event("service_account_created", "Create a service account", account));
        }

        return account;
    }

    /// <summary>The changed account, or null when the name is taken.</summary>
    public async ValueTask<ServiceAccount?> Change(Tx tx, AuditOrigin origin, ServiceAccount account, ServiceAccountChange change)
    {
        if (change.Name is { } name && name != account.Name && await ServiceAccountStore.Find(tx, name) is not null)
        {
            return null;
        }

        var changed = await ServiceAccountStore.Change(tx, revocations, account.Id, change with
        {
            Permissions = change.Permissions is { } wanted ? [.. wanted.Distinct()] : null,
        });
        await audit.Add(tx, origin, Event("service_account_updated", "Change a service account", changed!));
        return changed;
    }

    /// <summary>Its tokens end with it.</summary>
    public async ValueTask<bool> Delete(Tx tx, AuditOrigin origin, ServiceAccount account)
    {
        if (!await ServiceAccountStore.Delete(tx, revocations, account.Id))
        {
            return false;
        }

        _ = await PersonalTokenStore.RevokeAll(tx, revocations, account.Id);
        await audit.Add(tx, origin, Event("service_account_deleted", "Delete a service account", account));
        return true;
    }

    private static AuditEvent Event(string type, string action, ServiceAccount account) => new(type, AuditCategory.Account, action)
    {
        ResourceType = "service_account",
        ResourceId = account.Id.ToString(),
        Severity = AuditSeverity.Warning,
        MetadataJson = JsonText.Object(
            ("name", account.Name), ("status", account.Status), ("permissions", string.Join(' ', account.Permissions))),
    };
}
