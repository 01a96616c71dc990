using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.Passkeys;

/// <summary>DELETE /passkeys/{id}: the passkey signs in no more. The last way to sign in stays.</summary>
internal sealed class RemovePasskey(KeywrightDatabase database, Revocations revocations, Notices notices, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        return await database.Write<IResult>(async tx =>
        {
            // Those who take ways to sign in away queue for the user, so that of two at once the second sees what the first left.
            await UserStore.Hold(tx, call.Caller.UserId);
            if ((await PasskeyStore.List(tx, call.Caller.UserId)).TrueForAll(passkey => passkey.Id.Value != id))
            {
                return NotFound();
            }

            if (await UserStore.WaysIn(tx, call.Caller.UserId) <= 1)
            {
                return Problems.Invalid("id", "This is your only way to sign in. Set a password, or add another passkey first.");
            }

            _ = await PasskeyStore.Delete(tx, call.Caller.UserId, new PasskeyId(id));
            // Roles may ask for two factors, which sessions by passkey have only with one.
            await revocations.Add(tx, Subject.Of(call.Caller.UserId));
            await audit.Add(tx, call.Origin(), PasskeyEvents.Removed(call.Caller.UserId, new PasskeyId(id)));
            await notices.SecondFactorChanged(tx, call.Caller.UserId, "A passkey was removed from your account.", call.Address);
            return Answers.NoContent();
        }, call.Ct);
    }

    public static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "You have no such passkey.");
}
