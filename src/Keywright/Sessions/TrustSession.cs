using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Sessions;

/// <summary>POST /sessions/{id}/trust: marks a session as one that its user vouches for, after a fresh password.</summary>
internal sealed class TrustSession(KeywrightDatabase database, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        return await database.Write(async tx =>
        {
            if (!await SessionStore.Trust(tx, call.Caller.UserId, new SessionId(id)))
            {
                return NotFound();
            }

            await audit.Add(tx, call.Origin(), SessionEvents.Trusted(call.Caller.UserId, new SessionId(id)));
            return Answers.NoContent();
        }, call.Ct);
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "You have no such session.");
}
