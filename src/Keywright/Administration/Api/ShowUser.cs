using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>GET /users/{id}: a user; a deleted one is found in the list of the deleted only.</summary>
internal sealed class ShowUser(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        !Guid.TryParse(call.Route("id"), out var id) ? Administer.NoSuchUser() : await database.Read<IResult>(async tx =>
            await UserStore.Find(tx, new UserId(id)) is { Status: not UserStatus.Deleted } user
                ? Answers.Ok(AdministeredUser.Of(user, await RoleStore.Of(tx, user.Id)))
                : Administer.NoSuchUser(), call.Ct);
}
