using System.Text.Json;
using Keywright.Account;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>
/// PATCH /roles/{role}: a member that is absent stays. The caller must have what the role gives and what it shall give. Every node forgets
/// at once what it cached of those who have the role.
/// </summary>
internal sealed class UpdateRole(Administer administer, ChangeRoles roles) : IUseCase<UpdateRole.Request>
{
    private static readonly Deed Deed = new(KeywrightPermissions.RolesWrite, "role_updated", "Change a role");

    public sealed record Request(string? Name, JsonElement Description, IReadOnlyList<string?>? Permissions, bool? RequiresTwoFactor);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (!ProfileMembers.IsText(request.Description))
        {
            return Problems.Of(ProblemCode.MalformedRequest, "description has the wrong JSON type.");
        }

        var description = request.Description.ValueKind switch
        {
            JsonValueKind.Undefined => null,
            JsonValueKind.Null => "",
            _ => request.Description.GetString(),
        };
        var errors = RoleWish.Refuse(request.Name, description, request.Permissions);
        if (roles.RefuseTwoFactor(request.RequiresTwoFactor) is { } reason)
        {
            errors["requires_two_factor"] = [reason];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var change = new RoleChange(request.Name, description, request.Permissions?.OfType<string>().ToList())
        {
            RequiresTwoFactor = request.RequiresTwoFactor,
        };
        return await administer.Run(call, Deed, ("role", call.Route("role")!), (tx, authority) => Change(tx, call, authority, change));
    }

    private async ValueTask<IResult> Change(Tx tx, Call call, Authority authority, RoleChange change)
    {
        if (await FindRole.Of(tx, call) is not { } role)
        {
            return FindRole.NotFound();
        }

        if (change == RoleChange.Nothing)
        {
            return Answers.Ok(RoleView.Of(role));
        }

        if (Refuse(role, change) is { } fixedRole)
        {
            return fixedRole;
        }

        var refused = authority.RefuseToActOn(role.Permissions) ?? authority.RefuseToGive(change.Permissions ?? []);
        return refused is not null ? refused
            : await roles.Change(tx, call.Origin(), role, change) is { } changed ? Answers.Ok(RoleView.Of(changed))
            : Problems.Of(ProblemCode.RoleTaken, "There is a role with this name already.");
    }

    private ProblemResult? Refuse(Role role, RoleChange change) =>
        role.IsBuiltIn && change.Name is not null && change.Name != role.Name
            ? Problems.Of(ProblemCode.BuiltInRole, "A built-in role keeps its name.")
        : role.Id == Role.Administrator && change.Permissions is not null
            ? Problems.Of(ProblemCode.BuiltInRole, "The role admin keeps its permissions.")
        : roles.Refuse(role, change) is { } configured ? Problems.Of(ProblemCode.BuiltInRole, configured)
        : null;
}
