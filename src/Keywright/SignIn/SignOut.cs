using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.PersonalTokens;
using Keywright.Security.Revocations;
using Keywright.Sessions;

namespace Keywright.SignIn;

/// <summary>POST /logout: ends the current session, or revokes the personal access token it was called with.</summary>
internal sealed class SignOut(KeywrightDatabase database, Revocations revocations, SessionCookies cookies, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        await database.Write(async tx =>
        {
            if (call.Caller.SessionId is { } session)
            {
                _ = await SessionStore.End(tx, revocations, session, RevokedBy.User);
                await audit.Add(tx, call.Origin(), new AuditEvent("logout", AuditCategory.Authentication, "Sign out")
                {
                    UserId = call.Caller.UserId,
                    ResourceType = "session",
                    ResourceId = session.ToString(),
                });
            }
            else if (call.Caller.TokenId is { } token)
            {
                if (await PersonalTokenStore.Revoke(tx, revocations, token, owner: null) is { } revoked)
                {
                    await audit.Add(tx, call.Origin(), PersonalTokenEvents.Revoked(revoked.Owner, token));
                }
            }

            return true;
        }, call.Ct);
        cookies.Clear(call.Http);
        return Answers.NoContent();
    }
}
