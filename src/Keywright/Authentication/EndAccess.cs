using Keywright.Database;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Authentication;

/// <summary>Takes away everything that a user is signed in with.</summary>
internal sealed class EndAccess(Revocations revocations, IEnumerable<ICredentials> others)
{
    /// <summary>
    /// Erases the person: everything that they are signed in with ends, and nothing of them stays but ids. False when it was done before.
    /// </summary>
    public async ValueTask<bool> Erase(Tx tx, UserId user, string by)
    {
        // The user first: a sign-in at the same time waits for this row, and then finds nobody.
        if (!await UserStore.Erase(tx, revocations, user))
        {
            return false;
        }

        await Everywhere(tx, user, by);
        foreach (var kind in others)
        {
            await kind.Drop(tx, user);
        }

        _ = await SessionStore.EraseTraits(tx, user);
        _ = await PersonalTokenStore.EraseTraits(tx, user);
        return true;
    }

    /// <summary>
    /// Ends all sessions and devices but those of <paramref name="except"/> and, unless kept, all personal access tokens.
    /// </summary>
    public async ValueTask Everywhere(Tx tx, UserId user, string by, bool keepTokens = false, SessionId? except = null)
    {
        _ = await SessionStore.EndAll(tx, revocations, user, except, by);
        _ = await DeviceStore.DeleteAll(tx, user, except);
        _ = await ChallengeStore.DeleteAll(tx, user);
        if (!keepTokens)
        {
            _ = await PersonalTokenStore.RevokeAll(tx, revocations, user);
        }
    }
}
