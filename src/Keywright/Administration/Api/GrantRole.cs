using Keywright.Audit;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>PUT /users/{id}/roles/{role}: gives a user a role, all of whose permissions the caller has.</summary>
internal sealed class GrantRole(Administer administer, ChangeRoles roles) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.RolesGrant, "role_granted", "Give a role to a user");

    public Task<IResult> Handle(Call call) => administer.OnUser(call, Deed, async (tx, authority, user) =>
    {
        if (await FindRole.Of(tx, call) is not { } role)
        {
            return FindRole.NotFound();
        }

        if (authority.RefuseToGive(role.Permissions) is { } refusal)
        {
            return refusal;
        }

        // Having it already is what was asked for.
        _ = await roles.Grant(tx, call.Origin(), user.Id, role);
        return Answers.NoContent();
    });
}
