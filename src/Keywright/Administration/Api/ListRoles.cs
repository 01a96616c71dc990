using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>GET /roles: oldest first, the built-in ones at the head.</summary>
internal sealed class ListRoles(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        RoleId? after = page.After is { } id ? new RoleId(id) : null;
        var roles = await database.ReadOne(tx => RoleStore.List(tx, after, page.Limit + 1), call.Ct);
        return Answers.Ok(Paging.Listing(page, roles, RoleView.Of, role => role.Id.Value));
    }
}
