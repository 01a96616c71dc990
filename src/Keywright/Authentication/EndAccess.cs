using Keywright.Database;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;

namespace Keywright.Authentication;

/// <summary>Takes away everything that a user is signed in with.</summary>
internal sealed class EndAccess(Revocations revocations)
{
    /// <summary>Ends all sessions but <paramref name="except"/>, all devices and, unless kept, all personal access tokens.</summary>
    public async ValueTask Everywhere(Tx tx, UserId user, string by, bool keepTokens = false, SessionId? except = null)
    {
        _ = await SessionStore.EndAll(tx, revocations, user, except, by);
        _ = await DeviceStore.DeleteAll(tx, user);
        if (!keepTokens)
        {
            _ = await PersonalTokenStore.RevokeAll(tx, revocations, user);
        }
    }
}
