using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;

namespace Keywright.Administration.Api;

/// <summary>DELETE /sessions/{id}: signs one device of a user out.</summary>
internal sealed class EndAnySession(KeywrightDatabase database, Administer administer, Revocations revocations, AuditLog audit) : IUseCase
{
    public static readonly Deed Deed = new(KeywrightPermissions.SessionsWrite, "session_revoked", "End a user's session");

    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        var session = new SessionId(id);
        return await database.Write(async tx =>
        {
            var authority = await Authority.Of(tx, call.Caller);
            return await SessionStore.Find(tx, session) is not { } found
                ? NotFound()
                : await administer.OnUser(tx, call, Deed, authority, found.UserId, async (_, _, user) =>
                {
                    if (!await SessionStore.End(tx, revocations, session, RevokedBy.Admin))
                    {
                        return NotFound();
                    }

                    await audit.Add(tx, call.Origin(), Deed.Event(user.Id, "session", session.ToString()));
                    return Answers.NoContent();
                });
        }, call.Ct);
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "There is no such live session.");
}
