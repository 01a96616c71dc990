using Keywright.Audit;
using Keywright.Database;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Clients;

/// <summary>Changes and deletes clients. What they were given ends with them, and no node goes on with what it knew.</summary>
internal sealed class ChangeClient(Revocations revocations, AuditLog audit)
{
    /// <summary>Null when it is gone.</summary>
    public async ValueTask<OAuthClient?> Change(Tx tx, AuditOrigin origin, OAuthClient before, OAuthClient wish)
    {
        if (await OAuthClientStore.Change(tx, revocations, wish) is not { } client)
        {
            return null;
        }

        await audit.Add(
            tx, origin,
            before.IsActive == client.IsActive ? ClientEvents.Updated(client)
            : client.IsActive ? ClientEvents.Enabled(client)
            : ClientEvents.Disabled(client));
        return client;
    }

    public async ValueTask<bool> Delete(Tx tx, AuditOrigin origin, OAuthClient client)
    {
        if (!await OAuthClientStore.Delete(tx, revocations, client.Id))
        {
            return false;
        }

        await audit.Add(tx, origin, ClientEvents.Deleted(client));
        return true;
    }
}
