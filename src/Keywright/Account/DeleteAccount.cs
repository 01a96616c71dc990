using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Passwords;
using Keywright.Roles;
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

        var refused = await database.Write<IResult?>(async tx =>
        {
            await AdministrationLock.Take(tx);
            var user = await UserStore.Find(tx, call.Caller.UserId);
            if (await LastAdministrator.Refuse(tx, call.Caller.UserId, await RoleStore.Of(tx, call.Caller.UserId)) is { } last)
            {
                return last;
            }

            if (user?.PasswordHash != proven || !await endAccess.Erase(tx, call.Caller.UserId, RevokedBy.User))
            {
                return Problems.Invalid("password", "This is not your current password any more.");
            }

            await audit.Add(tx, call.Origin(), new AuditEvent("user_deleted", AuditCategory.Account, "Delete the own account")
            {
                UserId = call.Caller.UserId,
                ResourceType = "user",
                ResourceId = call.Caller.UserId.ToString(),
                Severity = AuditSeverity.Warning,
            });
            return null;
        }, call.Ct);
        if (refused is not null)
        {
            return refused;
        }

        cookies.Clear(call.Http);
        return Answers.NoContent();
    }
}
