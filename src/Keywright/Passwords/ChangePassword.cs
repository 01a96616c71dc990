using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.PasswordHash;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Passwords;

/// <summary>
/// PUT /user/password: a new password for one who knows the old; every other session and device ends (OWASP ASVS 5.0, 7.4.3).
/// </summary>
internal sealed class ChangePassword(
    KeywrightDatabase database, CurrentPassword current, PasswordPolicy policy, PasswordHasher hasher, EndAccess endAccess, Notices notices,
    AuditLog audit) : IUseCase<ChangePassword.Request>
{
    public sealed record Request(string? CurrentPassword, string? Password, string? PasswordConfirmation);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var user = await database.ReadOne(tx => UserStore.Find(tx, call.Caller.UserId), call.Ct);
        if (Refuse(request, user) is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        var (proven, refusal) = await current.Check(call, "current_password", request.CurrentPassword);
        if (proven is null)
        {
            return refusal!;
        }

        var hash = await hasher.Hash(request.Password!, call.Ct);
        return await database.Write(async tx =>
        {
            // Of two changes at once that proved the same old password, one succeeds.
            if (!await UserStore.ReplacePassword(tx, call.Caller.UserId, proven, hash))
            {
                return Problems.Invalid("current_password", "This is not your current password any more.");
            }

            await endAccess.Everywhere(tx, call.Caller.UserId, RevokedBy.Security, keepTokens: true, except: call.Caller.SessionId);
            _ = await SessionStore.ConfirmPassword(tx, call.Caller.SessionId!.Value);
            await audit.Add(tx, call.Origin(), new AuditEvent("password_changed", AuditCategory.Security, "Change the password")
            {
                UserId = call.Caller.UserId,
                Severity = AuditSeverity.Warning,
            });
            await notices.PasswordChanged(tx, user!, new NoticeOrigin(call.Address));
            return Answers.NoContent();
        }, call.Ct);
    }

    private Dictionary<string, string[]> Refuse(Request request, User? user)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(request.CurrentPassword))
        {
            errors["current_password"] = [CurrentPassword.Missing];
        }

        if (policy.Refuse(request.Password, user?.Email, user?.Username, user?.Name) is { } reason)
        {
            errors["password"] = [reason];
        }

        if (request.PasswordConfirmation is { } repeated && repeated != request.Password)
        {
            errors["password_confirmation"] = ["The two passwords differ."];
        }

        return errors;
    }
}
