using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>DELETE /users/{id}: erases the person; ids stay, so that the audit log keeps its meaning.</summary>
internal sealed class DeleteUser(Administer administer, UserActs acts, AuditLog audit) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersWrite, "user_deleted", "Delete a user")
    {
        TakesAway = true,
    };

    public Task<IResult> Handle(Call call) => administer.OnUser(call, Deed, async (tx, _, user) =>
    {
        if (await acts.Erase(tx, user.Id) is null)
        {
            return Administer.NoSuchUser();
        }

        await audit.Add(tx, call.Origin(), Deed.Event(user.Id, "user", user.Id.ToString()));
        return Answers.NoContent();
    });
}
