using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Users;

namespace Keywright.TwoFactor;

/// <summary>POST /two-factor/recovery-codes: ten new ones; the old ones are dead.</summary>
internal sealed class RenewRecoveryCodes(KeywrightDatabase database, Notices notices, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var codes = RecoveryCodesView.New();
        return await database.Write<IResult>(async tx =>
        {
            if (await UserStore.Find(tx, call.Caller.UserId) is not { TwoFactorAt: not null } user)
            {
                return Problems.Of(ProblemCode.NotFound, "Set up an authenticator app first: recovery codes stand in for it.");
            }

            await RecoveryCodeStore.Replace(tx, user.Id, codes.Hashes(user.Id));
            await audit.Add(tx, call.Origin(), TwoFactorEvents.CodesRenewed(user.Id));
            await notices.SecondFactorChanged(tx, user.Id, "New recovery codes were made; the old ones are dead.", call.Address);
            return Answers.Ok(codes);
        }, call.Ct);
    }
}
