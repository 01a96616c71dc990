using Keywright.Audit;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>DELETE /users/{id}/roles/{role}: takes a role from a user. The last administrator stays one.</summary>
internal sealed class RevokeRole(Administer administer, ChangeRoles roles) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.RolesGrant, "role_revoked", "Take a role from a user");

    public Task<IResult> Handle(Call call) => administer.OnUser(call, Deed, async (tx, _, user) =>
        await FindRole.Of(tx, call) is not { } role ? FindRole.NotFound()
        : role.Id == Role.Administrator
            && await LastAdministrator.Refuse(tx, user.Id, await RoleStore.Of(tx, user.Id)) is { } last ? last
        : await roles.Revoke(tx, call.Origin(), user.Id, role) ? Answers.NoContent()
        : Problems.Of(ProblemCode.NotFound, "The user does not have this role."));
}
