using Keywright.Audit;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>POST /roles: a role, with permissions that the caller has.</summary>
internal sealed class AddRole(Administer administer, ChangeRoles roles) : IUseCase<AddRole.Request>
{
    private static readonly Deed Deed = new(KeywrightPermissions.RolesWrite, "role_created", "Create a role");

    public sealed record Request(string? Name, string? Description, IReadOnlyList<string?>? Permissions, bool? RequiresTwoFactor);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var errors = RoleWish.Refuse(request.Name ?? "", request.Description, request.Permissions);
        if (roles.RefuseTwoFactor(request.RequiresTwoFactor) is { } reason)
        {
            errors["requires_two_factor"] = [reason];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var permissions = (request.Permissions ?? []).OfType<string>().ToList();
        return await administer.Run(call, Deed, ("role", request.Name!), async (tx, authority) =>
            authority.RefuseToGive(permissions) is { } refusal ? refusal
            : await roles.Create(
                tx, call.Origin(), request.Name!, request.Description, permissions, request.RequiresTwoFactor ?? false) is { } role
                ? Answers.Created(RoleView.Of(role))
            : Problems.Of(ProblemCode.RoleTaken, "There is a role with this name already."));
    }
}
