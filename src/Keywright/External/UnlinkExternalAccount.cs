using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Users;

namespace Keywright.External;

/// <summary>DELETE /external-accounts/{id}: the account signs in no more. The last way to sign in stays.</summary>
internal sealed class UnlinkExternalAccount(KeywrightDatabase database, Notices notices, AuditLog audit) : IUseCase
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
            var user = call.Caller.UserId;
            await UserStore.Hold(tx, user);
            if ((await ExternalAccountStore.List(tx, user)).Find(account => account.Id.Value == id) is not { } account)
            {
                return NotFound();
            }

            if (await UserStore.WaysIn(tx, user) <= 1)
            {
                return Problems.Invalid("id", "This is your only way to sign in. Set a password, or add a passkey first.");
            }

            _ = await ExternalAccountStore.Delete(tx, user, account.Id);
            _ = await ExternalExchangeStore.DeleteAll(tx, user);
            await audit.Add(tx, call.Origin(), ExternalEvents.Unlinked(user, account.Id, account.Provider));
            await notices.SecondFactorChanged(tx, user, "An account at another site can't sign in to it any more.", call.Address);
            return Answers.NoContent();
        }, call.Ct);
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "You have no such account linked.");
}
