using Keywright.Database;
using Keywright.Http;

namespace Keywright.Administration.Api;

/// <summary>GET /roles/{role}: by name or id.</summary>
internal sealed class ShowRole(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        await database.Read(tx => FindRole.Of(tx, call), call.Ct) is { } role ? Answers.Ok(RoleView.Of(role)) : FindRole.NotFound();
}
