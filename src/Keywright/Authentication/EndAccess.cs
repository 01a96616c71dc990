using Keywright.Audit;
using Keywright.Database;
using Keywright.Email;
using Keywright.Letters;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Authentication;

/// <summary>Takes away everything that a user is signed in with.</summary>
internal sealed class EndAccess(Revocations revocations, IEnumerable<ICredentials> others, IEnumerable<IDelegations> delegations)
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
        await DropOthers(tx, user);
        _ = await SessionStore.EraseTraits(tx, user);
        _ = await PersonalTokenStore.EraseTraits(tx, user);
        _ = await OutboxStore.DeleteOf(tx, user);
        await AuditErasure.Begin(tx, user);
        return true;
    }

    /// <summary>
    /// Drops every credential that was made before somebody proved the mailbox, for they may be another's, who registered the address of
    /// somebody else and waited (pre-hijacking).
    /// </summary>
    public async ValueTask DropCredentials(Tx tx, UserId user)
    {
        await Everywhere(tx, user, RevokedBy.Security);
        await DropOthers(tx, user);
    }

    /// <summary>
    /// Ends all sessions and devices but those of <paramref name="except"/>, what clients were allowed and, unless kept, all personal
    /// access tokens. A change of the
    /// address that is pending goes with the session that asked for it, and so does a mailed reset link.
    /// </summary>
    public async ValueTask Everywhere(Tx tx, UserId user, string by, bool keepTokens = false, SessionId? except = null)
    {
        _ = await SessionStore.EndAll(tx, revocations, user, except, by);
        _ = await DeviceStore.DeleteAll(tx, user, except);
        await EmailVerificationStore.Drop(tx, user, VerificationPurpose.Change);
        await PasswordResetStore.Drop(tx, user);
        _ = await ChallengeStore.DeleteAll(tx, user);
        foreach (var delegation in delegations)
        {
            await delegation.End(tx, user, by);
        }

        if (!keepTokens)
        {
            _ = await PersonalTokenStore.RevokeAll(tx, revocations, user);
        }
    }

    private async ValueTask DropOthers(Tx tx, UserId user)
    {
        await EmailVerificationStore.Drop(tx, user, VerificationPurpose.Verify);
        foreach (var kind in others)
        {
            await kind.Drop(tx, user);
        }
    }
}
