using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Keys;
using Keywright.Security.Revocations;
using Keywright.Security.Throttle;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>What can be done to a user: the HTTP API, the command line and the code API share it. A null says that there is none.</summary>
internal sealed class UserActs(EndAccess endAccess, Revocations revocations, IdentifierHash identifiers)
{
    private static readonly DateTimeOffset Forever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public ValueTask<User?> SetStatus(Tx tx, UserId id, UserStatus status) => UserStore.SetStatus(tx, revocations, id, status);

    /// <summary>Closes sign-in and ends sessions. Personal access tokens go on working.</summary>
    public async ValueTask<User?> Lock(Tx tx, UserId id, DateTimeOffset? until, string? reason)
    {
        // The lock first: a sign-in at the same time either is refused by it, or has made its session before it.
        var user = await UserStore.SetLock(tx, id, until ?? Forever, reason);
        _ = await SessionStore.EndAll(tx, revocations, id, null, RevokedBy.Admin);
        return user;
    }

    /// <summary>Opens sign-in again: an administrator's lock, and every lane of guesses.</summary>
    public async ValueTask<User?> Unlock(Tx tx, UserId id)
    {
        var user = await UserStore.SetLock(tx, id, null, null);
        await OpenLanes(tx, user);
        return user;
    }

    public async ValueTask<User?> Erase(Tx tx, UserId id) =>
        await endAccess.Erase(tx, id, RevokedBy.Admin) ? await UserStore.Find(tx, id) : null;

    public async ValueTask OpenLanes(Tx tx, User? user)
    {
        string?[] names = [user?.Email is { } email ? EmailAddress.NormalOf(email) : null, user?.Username?.ToLowerInvariant()];
        foreach (var name in names)
        {
            if (name is not null)
            {
                _ = await LaneStore.Clear(tx, identifiers.Of(name));
            }
        }
    }
}
