using Keywright.Http;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>POST /users/{id}/suspend: sessions, tokens and sign-in are refused, everywhere and at once, until activated.</summary>
internal sealed class SuspendUser(Administer administer, UserActs acts) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersSuspend, "user_suspended", "Suspend a user")
    {
        TakesAway = true,
    };

    public Task<IResult> Handle(Call call) =>
        administer.Change(call, Deed, (tx, user) => acts.SetStatus(tx, user.Id, UserStatus.Suspended));
}
