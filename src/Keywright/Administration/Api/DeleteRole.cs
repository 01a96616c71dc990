using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>DELETE /roles/{role}: all who have it lose it, everywhere and at once. The built-in ones stay.</summary>
internal sealed class DeleteRole(Administer administer, ChangeRoles roles) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.RolesWrite, "role_deleted", "Delete a role");

    public Task<IResult> Handle(Call call) =>
        administer.Run(call, Deed, ("role", call.Route("role")!), (tx, authority) => Delete(tx, call, authority));

    private async ValueTask<IResult> Delete(Tx tx, Call call, Authority authority) =>
        await FindRole.Of(tx, call) is not { } role ? FindRole.NotFound()
        : role.IsBuiltIn ? Problems.Of(ProblemCode.BuiltInRole, "A built-in role can't be deleted.")
        : roles.Refuse(role, change: null) is { } configured ? Problems.Of(ProblemCode.BuiltInRole, configured)
        : authority.RefuseToActOn(role.Permissions)
            ?? (await roles.Delete(tx, call.Origin(), role) ? Answers.NoContent() : FindRole.NotFound());
}
