using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security.Keys;
using Keywright.Security.PasswordHash;
using Keywright.Security.Throttle;
using Keywright.Users;

namespace Keywright.Passwords;

/// <summary>
/// Asks a signed-in user for their password again. Throttled like a sign-in, in a lane of the session, so that a stolen session can't be
/// used to guess and can't lock the owner's other sessions out.
/// </summary>
internal sealed class CurrentPassword(
    KeywrightDatabase database, PasswordHasher hasher, IdentifierHash identifiers, LockoutOptions lockout, AuditLog audit)
{
    /// <summary>The hash that <paramref name="password"/> proved itself against, or the refusal.</summary>
    public async Task<(string? ProvenHash, IResult? Refusal)> Check(Call call, string field, string? password)
    {
        if (string.IsNullOrEmpty(password) || password.Length > PasswordText.MaxLength)
        {
            return (null, Problems.Invalid(field, "Enter your current password."));
        }

        var caller = call.Caller;
        var lane = new Lane(identifiers.Of("user:" + caller.UserId), Lane.Of(caller.SessionId!.Value));
        var (attempt, until, user) = await database.Write(async tx =>
        {
            var reserved = await LaneStore.Reserve(tx, lane, lockout);
            var lockedUntil = reserved is null ? await LaneStore.LockedUntil(tx, lane) - tx.Now : null;
            return (reserved, lockedUntil, await UserStore.Find(tx, caller.UserId));
        }, call.Ct);
        if (attempt is null)
        {
            return (null, Problems.Of(ProblemCode.TooManyAttempts, "Too many wrong passwords. Wait, then try again.", until));
        }

        var isRight = await hasher.Verify(password, user?.PasswordHash, call.Ct) != PasswordVerdict.Wrong;
        return await database.Write<(string?, IResult?)>(async tx =>
        {
            if (isRight)
            {
                await LaneStore.Refund(tx, lane);
                return (user!.PasswordHash, null);
            }

            await audit.Add(tx, call.Origin(), new AuditEvent("password_check", AuditCategory.Security, "Check the current password")
            {
                UserId = caller.UserId,
                Failed = true,
                ResultCode = "invalid_credentials",
                Severity = AuditSeverity.Warning,
            });
            return (null, Problems.Invalid(field, "This is not your current password."));
        }, call.Ct);
    }
}
