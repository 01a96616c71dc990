using Keywright.Audit;
using Keywright.Http;
using Keywright.Security.Revocations;
using Keywright.Sessions;

namespace Keywright.Administration.Api;

/// <summary>DELETE /users/{id}/sessions: signs a user out everywhere.</summary>
internal sealed class EndUserSessions(Administer administer, Revocations revocations, AuditLog audit) : IUseCase
{
    public Task<IResult> Handle(Call call) => administer.OnUser(call, EndAnySession.Deed, async (tx, _, user) =>
    {
        foreach (var id in await SessionStore.EndAll(tx, revocations, user.Id, null, RevokedBy.Admin))
        {
            await audit.Add(tx, call.Origin(), EndAnySession.Deed.Event(user.Id, "session", id.ToString()));
        }

        return Answers.NoContent();
    });
}
