using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Passwords;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>
/// DELETE /user: erases the person behind the session, who proves it with the password. Sessions, devices and tokens end.
/// </summary>
internal sealed class DeleteAccount(
    KeywrightDatabase database, CurrentPassword current, EndAccess endAccess, SessionCookies cookies, AuditLog audit)
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

        var isErased = await database.Write(async tx =>
        {
            var user = await UserStore.Find(tx, call.Caller.UserId);
            if (user?.PasswordHash != proven || !await endAccess.Erase(tx, call.Caller.UserId, RevokedBy.User))
            {
                return false;
            }

            await audit.Add(tx, call.Origin(), new AuditEvent("user_deleted", AuditCategory.Account, "Delete the own account")
            {
                UserId = call.Caller.UserId,
                ResourceType = "user",
                ResourceId = call.Caller.UserId.ToString(),
                Severity = AuditSeverity.Warning,
            });
            return true;
        }, call.Ct);
        if (!isErased)
        {
            return Problems.Invalid("password", "This is not your current password any more.");
        }

        cookies.Clear(call.Http);
        return Answers.NoContent();
    }
}
