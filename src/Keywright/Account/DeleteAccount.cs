using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Passwords;
using Keywright.Security.Revocations;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>
/// DELETE /user: erases the person behind the session, who proves it with the password. Sessions, devices and tokens end.
/// </summary>
internal sealed class DeleteAccount(
    KeywrightDatabase database, CurrentPassword current, EndAccess endAccess, Revocations revocations, SessionCookies cookies,
    AuditLog audit)
    : IUseCase<DeleteAccount.Request>
{
    public sealed record Request(string? Password);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var (proven, refusal) = await current.Check(call, "password", request.Password);
        if (proven is null)
        {
            return refusal!;
        }

        await database.Write(async tx =>
        {
            await endAccess.Everywhere(tx, call.Caller.UserId, RevokedBy.User);
            _ = await UserStore.Erase(tx, revocations, call.Caller.UserId);
            await audit.Add(tx, call.Origin(), new AuditEvent("user_deleted", AuditCategory.Account, "Delete the own account")
            {
                UserId = call.Caller.UserId,
                ResourceType = "user",
                ResourceId = call.Caller.UserId.ToString(),
                Severity = AuditSeverity.Warning,
            });
            return true;
        }, call.Ct);
        cookies.Clear(call.Http);
        return Answers.NoContent();
    }
}
