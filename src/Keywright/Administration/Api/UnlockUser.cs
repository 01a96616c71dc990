using Keywright.Http;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>POST /users/{id}/unlock: opens sign-in again, whoever or whatever closed it.</summary>
internal sealed class UnlockUser(Administer administer, UserActs acts) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersLock, "user_unlocked", "Unlock a user");

    public Task<IResult> Handle(Call call) => administer.Change(call, Deed, (tx, user) => acts.Unlock(tx, user.Id));
}
