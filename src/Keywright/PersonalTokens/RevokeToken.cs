using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.PersonalTokens;

/// <summary>DELETE /tokens/{id}: the token stops working, here at once and on every node within a twentieth of a second.</summary>
internal sealed class RevokeToken(KeywrightDatabase database, Revocations revocations, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        return await database.Write(async tx =>
        {
            if (await PersonalTokenStore.Revoke(tx, revocations, new PersonalTokenId(id), call.Caller.UserId) is not { } token)
            {
                return NotFound();
            }

            await audit.Add(tx, call.Origin(), PersonalTokenEvents.Revoked(token.Owner, token.Id));
            return Answers.NoContent();
        }, call.Ct);
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "You have no such token.");
}
