using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.Keys;
using Keywright.Security.Throttle;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>An attempt that may be evaluated (or why it may not), with the user it is about, if there is one.</summary>
internal sealed record ReservedAttempt(User? User, DeviceId? Device, Lane Lane, Attempt? Attempt, string LimitKey, IResult? Refusal);

/// <summary>
/// Counts sign-in attempts before they are evaluated. Unknown identifiers have lanes too, and every step does the same work for them.
/// </summary>
internal sealed class SignInAttempts(
    KeywrightDatabase database, IdentifierHash identifiers, LockoutOptions lockout, RateLimiter limiter, AuditLog audit)
{
    public async Task<ReservedAttempt> Reserve(Call call, SignInIdentifier identifier, SecretToken? deviceToken)
    {
        var hash = identifiers.Of(identifier.Normal);
        var limitKey = ClientAddress.LimitKey(call.Address) + "\n" + identifier.Normal;
        var (reserved, state, lockedFor) = await database.Write(async tx =>
        {
            var user = identifier.IsEmail
                ? await UserStore.FindByEmail(tx, identifier.Normal)
                : await UserStore.FindByUsername(tx, identifier.Normal);

            // Looked up for nobody as well, so that a device token costs the same.
            var owner = user?.Id ?? new UserId(Guid.Empty);
            var device = deviceToken is null ? null : await DeviceStore.Find(tx, owner, deviceToken.Hash);
            var lane = new Lane(hash, device is { } known ? Lane.Of(known) : Lane.Shared);
            var byAdmin = user is { LockedByAdmin: true, LockedUntil: { } until } && until > tx.Now ? until - tx.Now : (TimeSpan?)null;
            var attempt = await LaneStore.Reserve(tx, lane, lockout);
            var locked = attempt is null ? await LaneStore.LockedUntil(tx, lane) - tx.Now : byAdmin;
            var limit = locked is null ? await limiter.Take(tx, RateLimit.GuessIdentifier, limitKey) : null;
            return (new ReservedAttempt(user, device, lane, attempt, limitKey, null), limit, locked);
        }, call.Ct);

        // A locked lane evaluates nothing, whoever it belongs to.
        return lockedFor is { } wait
            ? reserved with { Refusal = Problems.Of(ProblemCode.TooManyAttempts, "Too many attempts. Wait, then try again.", wait) }
            : reserved with { Refusal = limiter.Answer(call, state!) };
    }

    public Task<IResult> Fail(Call call, ReservedAttempt reserved) => database.Write<IResult>(async tx =>
    {
        var attempt = reserved.Attempt!;

        // For nobody the same statements run; they match no row.
        var user = reserved.User?.Id ?? new UserId(Guid.Empty);
        if (reserved.Lane.Name == Lane.Shared)
        {
            await UserStore.SignInFailed(tx, user, attempt.Number, attempt.LockedUntil);
        }

        await audit.Add(tx, call.Origin(), new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = reserved.User?.Id,
            Failed = true,
            ResultCode = "invalid_credentials",
            Severity = AuditSeverity.Warning,
        });
        if (attempt.LockedUntil is not null)
        {
            await audit.Add(tx, call.Origin(), new AuditEvent("sign_in_locked", AuditCategory.Security, "Lock a lane after too many failures")
            {
                UserId = reserved.User?.Id,
                Severity = AuditSeverity.Warning,
                MetadataJson = JsonText.Object(("lane", reserved.Lane.Name == Lane.Shared ? "shared" : "device")),
            });
        }

        return Problems.Of(ProblemCode.InvalidCredentials, "The identifier or the password is wrong.");
    }, call.Ct).AsTask();

    /// <summary>After a success: what was reserved is given back.</summary>
    public async ValueTask Refund(Tx tx, ReservedAttempt reserved)
    {
        await LaneStore.Refund(tx, reserved.Lane);
        await limiter.Refund(tx, RateLimit.GuessIdentifier, reserved.LimitKey);
    }
}
