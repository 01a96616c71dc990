using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.Revocations;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.TwoFactor;

/// <summary>
/// POST /two-factor/confirm: a code proves that the app has the secret, and from then on a password alone does not sign in. Other sessions
/// end, since they proved less; the recovery codes are shown this once.
/// </summary>
internal sealed class ConfirmTotp(KeywrightDatabase database, TotpSecrets secrets, Revocations revocations, Notices notices, AuditLog audit)
    : IUseCase<ConfirmTotp.Request>
{
    public sealed record Request(string? Code);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (string.IsNullOrWhiteSpace(request.Code))
        {
            return Problems.Invalid("code", "Enter the code that your app shows.");
        }

        var codes = RecoveryCodesView.New();
        return await database.Write<IResult>(async tx =>
        {
            var user = call.Caller.UserId;
            if (await TotpStore.FindPending(tx, user) is not { } pending)
            {
                return Problems.Invalid("code", "Begin again: nothing waits for a code.");
            }

            if (Totp.Match(secrets.Open(user, pending), request.Code, tx.Now) is not { } step)
            {
                await audit.Add(tx, call.Origin(), TwoFactorEvents.Wrong(user, "totp"));
                return Problems.Invalid("code", "This is not the code that your app shows now.");
            }

            if (!await TotpStore.Confirm(tx, user, pending, step))
            {
                return Problems.Invalid("code", "Begin again: nothing waits for a code.");
            }

            await RecoveryCodeStore.Replace(tx, user, codes.Hashes(user));
            await UserStore.SetTwoFactor(tx, user, tx.Now);
            // Roles may have waited for it: what nodes have cached of this user is out of date.
            await revocations.Add(tx, Subject.Of(user));
            _ = await ChallengeStore.DeleteAll(tx, user);
            _ = await DeviceStore.Untrust(tx, user);
            _ = await SessionStore.EndAll(tx, revocations, user, call.Caller.SessionId, RevokedBy.Security);
            await audit.Add(tx, call.Origin(), TwoFactorEvents.Enabled(user));
            await notices.SecondFactorChanged(tx, user, "An authenticator app was set up as your second factor.", call.Address);
            return Answers.Ok(codes);
        }, call.Ct);
    }
}
