using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.Sessions;

/// <summary>DELETE /sessions/{id}: signs one device out. Somebody else's session is as unknown as none.</summary>
internal sealed class EndSession(KeywrightDatabase database, Revocations revocations, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        var session = new SessionId(id);
        return await database.Write(async tx =>
        {
            if (await SessionStore.Find(tx, call.Caller.UserId, session) is null
                || !await SessionStore.End(tx, revocations, session, RevokedBy.User))
            {
                return NotFound();
            }

            await audit.Add(tx, call.Origin(), SessionEvents.Ended(call.Caller.UserId, session));
            return Answers.NoContent();
        }, call.Ct);
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "You have no such session.");
}
