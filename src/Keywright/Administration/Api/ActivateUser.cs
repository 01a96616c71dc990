using Keywright.Http;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>POST /users/{id}/activate: lets a suspended or inactive user in again; a banned one, for whoever may ban.</summary>
internal sealed class ActivateUser(Administer administer, UserActs acts) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersSuspend, "user_activated", "Activate a user");

    public Task<IResult> Handle(Call call) => administer.Change(
        call, Deed, (tx, user) => acts.SetStatus(tx, user.Id, UserStatus.Active),
        (authority, user) => user.Status == UserStatus.Banned ? authority.RefuseLack(KeywrightPermissions.UsersBan) : null);
}
