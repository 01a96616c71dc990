using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>POST /users/{id}/verify-email: the administrator knows the address to be the user's.</summary>
internal sealed class VerifyUserEmail(Administer administer, Revocations revocations) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersWrite, "email_verified", "Vouch for a user's address");

    public Task<IResult> Handle(Call call) => administer.Change(call, Deed, (tx, user) =>
        UserStore.Change(tx, revocations, user.Id, new AdministratorsChange(null, EmailVerified: true, null)));
}
