using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Sessions;

namespace Keywright.Passwords;

/// <summary>
/// POST /password/confirm: opens the window in which this session may do what asks for a recent password (OWASP ASVS 5.0, 7.5.1).
/// </summary>
internal sealed class ConfirmPassword(KeywrightDatabase database, CurrentPassword current, AuditLog audit)
    : IUseCase<ConfirmPassword.Request>
{
    public sealed record Request(string? Password);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var (proven, refusal) = await current.Check(call, "password", request.Password);
        if (proven is null)
        {
            return refusal!;
        }

        return await database.Write(async tx =>
        {
            _ = await SessionStore.ConfirmPassword(tx, call.Caller.SessionId!.Value);
            await audit.Add(tx, call.Origin(), new AuditEvent("password_confirmed", AuditCategory.Authentication, "Confirm the password")
            {
                UserId = call.Caller.UserId,
            });
            return Answers.NoContent();
        }, call.Ct);
    }
}
