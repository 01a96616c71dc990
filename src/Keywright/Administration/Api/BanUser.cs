using Keywright.Http;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>POST /users/{id}/ban: like suspend, for good.</summary>
internal sealed class BanUser(Administer administer, UserActs acts) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersBan, "user_banned", "Ban a user")
    {
        TakesAway = true,
    };

    public Task<IResult> Handle(Call call) =>
        administer.Change(call, Deed, (tx, user) => acts.SetStatus(tx, user.Id, UserStatus.Banned));
}
