using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;
using Keywright.TwoFactor;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>
/// POST /users/{id}/reset-two-factor: for somebody who lost it. Whoever asks must have made sure who they are (OWASP ASVS 5.0, 6.4.4);
/// the user is told by mail.
/// </summary>
internal sealed class ResetTwoFactor(Administer administer, DisableTwoFactor disable) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersWrite, "two_factor_reset", "Reset a user's second factor");

    public Task<IResult> Handle(Call call) => administer.Change(call, Deed, async (tx, user) =>
    {
        _ = await disable.Run(tx, call.Origin(), user.Id);
        return await UserStore.Find(tx, user.Id);
    });
}
