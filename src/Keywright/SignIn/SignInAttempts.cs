using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security;
using Keywright.Security.Keys;
using Keywright.Security.Throttle;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>
/// An attempt, with the user it is about, if there is one. Without an <paramref name="Attempt"/> nothing may be evaluated.
/// </summary>
internal sealed record ReservedAttempt(User? User, DeviceId? Device, Lane Lane, Attempt? Attempt, RateLimitState Limit, string LimitKey)
{
    /// <summary>For how long the lane is locked, if it is.</summary>
    public TimeSpan? LockedFor { get; init; }

    /// <summary>What was typed to say who it is, in its normal form.</summary>
    public required string Identifier { get; init; }
}

/// <summary>The right password, in a sign-in that is refused for its risk.</summary>
internal sealed record RefusedSignIn(RiskVerdict Risk, ClientTraits Client);

/// <summary>
/// Counts sign-in attempts before they are evaluated. Unknown identifiers have lanes too, and every step does the same work for them.
/// </summary>
internal sealed class SignInAttempts(
    KeywrightDatabase database, IdentifierHash identifiers, LockoutOptions lockout, RateLimiter limiter,
    Notices notices, AuditLog audit)
{
    public async Task<ReservedAttempt> Reserve(PasswordClaim claim, CancellationToken ct)
    {
        var identifier = claim.Identifier;
        var hash = identifiers.Of(identifier.Normal);
        var addressKey = ClientAddress.LimitKey(claim.Client.Address) + "\n" + identifier.Normal;
        return await database.Write(async tx =>
        {
            var user = identifier.IsEmail
                ? await UserStore.FindByEmail(tx, identifier.Normal)
                : await UserStore.FindByUsername(tx, identifier.Normal);
            var device = claim.DeviceToken is null ? null : await DeviceStore.Find(tx, user?.Id ?? UserId.Nobody, claim.DeviceToken.Hash);
            var lane = new Lane(hash, device is { } known ? Lane.Of(known) : Lane.Shared);

            // A known device is counted alone: a stranger behind the same address must not use up its owner's attempts.
            var limitKey = device is null ? addressKey : addressKey + "\n" + lane.Name;
            var limit = await limiter.Take(tx, RateLimit.GuessIdentifier, limitKey);

            // What the limit refuses is not evaluated, so it does not count as a failure either.
            var attempt = limit.Allowed ? await LaneStore.Reserve(tx, lane, lockout) : null;
            return new ReservedAttempt(user, device, lane, attempt, limit, limitKey)
            {
                Identifier = identifier.Normal,
                LockedFor = attempt is null ? await LaneStore.LockedUntil(tx, lane) - tx.Now : null,
            };
        }, ct);
    }

    /// <summary>Takes back an attempt that could not be evaluated: a busy server must not lock anybody out.</summary>
    public async Task GiveBack(ReservedAttempt reserved, CancellationToken ct) => await database.Write(async tx =>
    {
        await limiter.Refund(tx, RateLimit.GuessIdentifier, reserved.LimitKey);
        return await LaneStore.GiveBack(tx, reserved.Lane);
    }, ct);

    /// <param name="refused">Set when the password was right, and the sign-in too unlike its user's others.</param>
    public async Task Fail(ReservedAttempt reserved, AuditOrigin origin, CancellationToken ct, RefusedSignIn? refused = null) =>
        await database.Write(tx => Fail(tx, reserved, origin, refused), ct);

    /// <summary>After a success: what was reserved is given back.</summary>
    public async ValueTask Refund(Tx tx, ReservedAttempt reserved)
    {
        // The order of Reserve: two that lock the same rows in two orders would wait for each other.
        await limiter.Refund(tx, RateLimit.GuessIdentifier, reserved.LimitKey);
        await LaneStore.Refund(tx, reserved.Lane);
    }

    private async ValueTask<bool> Fail(Tx tx, ReservedAttempt reserved, AuditOrigin origin, RefusedSignIn? refused)
    {
        var attempt = reserved.Attempt!;
        if (reserved.Lane.Name == Lane.Shared)
        {
            await UserStore.SignInFailed(tx, reserved.User?.Id ?? UserId.Nobody, attempt.Number, attempt.LockedUntil);
        }

        await audit.Add(tx, origin, new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = reserved.User?.Id,
            Failed = true,
            ResultCode = refused is null ? "invalid_credentials" : "risk_refused",
            RiskScore = refused?.Risk.Score,
            MetadataJson = refused is null ? null : JsonText.Object(("reasons", string.Join(' ', refused.Risk.Reasons))),
            Severity = AuditSeverity.Warning,
        });
        if (refused is not null)
        {
            await notices.SignInRefused(tx, reserved.User!, refused.Client.Notice() with { Reasons = refused.Risk.Reasons });
        }

        if (attempt.LockedUntil is not null)
        {
            await audit.Add(tx, origin, new AuditEvent("sign_in_locked", AuditCategory.Security, "Lock a lane after too many failures")
            {
                UserId = reserved.User?.Id,
                Severity = AuditSeverity.Warning,
                MetadataJson = JsonText.Object(("lane", reserved.Lane.Name == Lane.Shared ? "shared" : "device")),
            });
            await notices.SignInLocked(tx, reserved.User, reserved.Identifier, new NoticeOrigin(origin.Address));
        }

        return true;
    }
}
