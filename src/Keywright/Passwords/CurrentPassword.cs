using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
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
    KeywrightDatabase database, PasswordHasher hasher, IdentifierHash identifiers, LockoutOptions lockout, RateLimiter limiter,
    AuditLog audit)
{
    public const string Missing = "Enter your current password.";

    private sealed record Reserved(User? User, Lane Lane, Attempt? Attempt, RateLimitState Limit, string LimitKey, TimeSpan? LockedFor);

    /// <summary>The hash that <paramref name="password"/> proved itself against, or the refusal.</summary>
    public async Task<(string? ProvenHash, IResult? Refusal)> Check(Call call, string field, string? password)
    {
        if (string.IsNullOrEmpty(password) || password.Length > PasswordText.MaxLength)
        {
            return (null, Problems.Invalid(field, Missing));
        }

        var (proven, refusal) = await Evaluate(call, call.Caller.UserId, Lane.Of(call.Caller.SessionId!.Value), password);
        return (proven, proven is null ? refusal ?? Problems.Invalid(field, "This is not your current password.") : null);
    }

    /// <summary>
    /// The same for whoever holds a mailed link: in a lane of its own, so that they lock nobody else out. Neither a hash nor a refusal:
    /// the password is wrong.
    /// </summary>
    public Task<(string? ProvenHash, IResult? Refusal)> CheckMailed(Call call, UserId user, string password) =>
        password.Length is 0 or > PasswordText.MaxLength
            ? Task.FromResult<(string?, IResult?)>((null, null))
            : Evaluate(call, user, Lane.Mailed, password);

    private async Task<(string? ProvenHash, IResult? Refusal)> Evaluate(Call call, UserId user, string laneName, string password)
    {
        var reserved = await Reserve(call, user, laneName);
        if (reserved.Attempt is null)
        {
            return (null, reserved.LockedFor is { } wait
                ? Problems.Of(ProblemCode.TooManyAttempts, "Too many wrong passwords. Wait, then try again.", wait)
                : limiter.Answer(call, reserved.Limit));
        }

        var isRight = await Verify(password, reserved, call.Ct);
        return await database.Write<(string?, IResult?)>(async tx =>
        {
            if (isRight)
            {
                await limiter.Refund(tx, RateLimit.GuessIdentifier, reserved.LimitKey);
                await LaneStore.Refund(tx, reserved.Lane);
                return (reserved.User!.PasswordHash, null);
            }

            await audit.Add(tx, call.Origin(), new AuditEvent("password_check", AuditCategory.Security, "Check the current password")
            {
                UserId = user,
                Failed = true,
                ResultCode = "invalid_credentials",
                Severity = AuditSeverity.Warning,
            });
            return (null, null);
        }, call.Ct);
    }

    /// <summary>Counts the attempt before anything is evaluated, as a sign-in does.</summary>
    private async Task<Reserved> Reserve(Call call, UserId user, string laneName)
    {
        var lane = new Lane(identifiers.Of("user:" + user), laneName);
        var limitKey = $"{ClientAddress.LimitKey(call.Address)}\n{user}\n{lane.Name}";
        return await database.Write(async tx =>
        {
            var limit = await limiter.Take(tx, RateLimit.GuessIdentifier, limitKey);
            var attempt = limit.Allowed ? await LaneStore.Reserve(tx, lane, lockout) : null;
            var lockedFor = attempt is null ? await LaneStore.LockedUntil(tx, lane) - tx.Now : null;
            return new Reserved(await UserStore.Find(tx, user), lane, attempt, limit, limitKey, lockedFor);
        }, call.Ct);
    }

    private async Task<bool> Verify(string password, Reserved reserved, CancellationToken ct)
    {
        try
        {
            return await hasher.Verify(password, reserved.User?.PasswordHash, ct) != PasswordVerdict.Wrong;
        }
        catch (HasherBusyException)
        {
            // Not evaluated, so not a failure: a busy server must not lock anybody out.
            await database.Write(async tx =>
            {
                await limiter.Refund(tx, RateLimit.GuessIdentifier, reserved.LimitKey);
                return await LaneStore.GiveBack(tx, reserved.Lane);
            }, ct);
            throw;
        }
    }
}
