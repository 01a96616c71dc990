using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.TwoFactor;

/// <summary>DELETE /two-factor, and what an administrator does for somebody who lost it.</summary>
internal sealed class DisableTwoFactor(
    KeywrightDatabase database, TwoFactorCredentials factor, Revocations revocations, Notices notices, AuditLog audit) : IUseCase
{
    public Task<IResult> Handle(Call call) => database.Write(async tx =>
    {
        _ = await Run(tx, call.Origin(), call.Caller.UserId);
        return Answers.NoContent();
    }, call.Ct).AsTask();

    /// <summary>False when there was nothing to turn off.</summary>
    public async ValueTask<bool> Run(Tx tx, AuditOrigin origin, UserId user)
    {
        var hadFactor = await UserStore.Find(tx, user) is { TwoFactorAt: not null };
        await factor.Drop(tx, user);
        if (hadFactor)
        {
            // Roles may ask for a second factor: what nodes have cached of this user is out of date.
            await revocations.Add(tx, Subject.Of(user));
            await audit.Add(tx, origin, TwoFactorEvents.Disabled(user));
            await notices.SecondFactorChanged(tx, user, "Your second factor was turned off.", origin.Address);
        }

        return hadFactor;
    }
}
