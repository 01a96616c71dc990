using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.Sessions;

/// <summary>DELETE /sessions: signs every device out; with <c>?except=current</c> all but this one.</summary>
internal sealed class EndSessions(KeywrightDatabase database, Revocations revocations, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var except = call.Query("except");
        if (except is not (null or "current"))
        {
            return Problems.Invalid("except", "Use \"current\", or leave it out.");
        }

        await database.Write(async tx =>
        {
            var kept = except is null ? null : call.Caller.SessionId;
            foreach (var id in await SessionStore.EndAll(tx, revocations, call.Caller.UserId, kept, RevokedBy.User))
            {
                await audit.Add(tx, call.Origin(), SessionEvents.Ended(call.Caller.UserId, new SessionId(id)));
            }

            return true;
        }, call.Ct);
        return Answers.NoContent();
    }
}
