using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.TwoFactor;

/// <summary>DELETE /two-factor, and what an administrator does for somebody who lost it: app, recovery codes and trust in devices go.</summary>
internal sealed class DisableTwoFactor(KeywrightDatabase database, Revocations revocations, AuditLog audit) : IUseCase
{
    public Task<IResult> Handle(Call call) => database.Write(async tx =>
    {
        _ = await Run(tx, call.Origin(), call.Caller.UserId);
        return Answers.NoContent();
    }, call.Ct).AsTask();

    /// <summary>False when there was nothing to turn off.</summary>
    public async ValueTask<bool> Run(Tx tx, AuditOrigin origin, UserId user)
    {
        var hadFactor = await UserStore.SetTwoFactor(tx, user, null);
        await Drop(tx, user);
        if (!hadFactor)
        {
            return false;
        }

        // Roles may ask for a second factor: what nodes have cached of this user is out of date.
        await revocations.Add(tx, Subject.Of(user));
        await audit.Add(tx, origin, TwoFactorEvents.Disabled(user));
        return true;
    }

    /// <summary>Without a word: for a user who is erased.</summary>
    public static async ValueTask Drop(Tx tx, UserId user)
    {
        _ = await TotpStore.Delete(tx, user);
        _ = await RecoveryCodeStore.Delete(tx, user);
        _ = await ChallengeStore.DeleteAll(tx, user);
        _ = await DeviceStore.Untrust(tx, user);
    }
}
