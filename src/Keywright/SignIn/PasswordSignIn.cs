using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>Somebody who says who they are and knows a password.</summary>
internal sealed record PasswordClaim(SignInIdentifier Identifier, string Password, SessionMode Mode, bool Remember, ClientTraits Client)
{
    public SecretToken? DeviceToken { get; init; }
}

internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    public sealed record Started(StartedSession Session) : SignInOutcome;

    /// <summary>The password was right, and the user has a second factor.</summary>
    public sealed record Challenged(TwoFactorRequired Answer) : SignInOutcome;

    /// <summary>A wrong password, or nobody of that name: the difference is nobody's business.</summary>
    public sealed record Wrong(RateLimitState Limit) : SignInOutcome;

    /// <summary>
    /// The lane is locked, and nothing was evaluated; or the password is right and an administrator has locked the user, which only
    /// they learn.
    /// </summary>
    public sealed record Locked(TimeSpan Wait) : SignInOutcome;

    public sealed record Limited(RateLimitState Limit) : SignInOutcome;

    /// <summary>The right password of a user who has yet to prove their address.</summary>
    public sealed record Unverified : SignInOutcome;

    /// <summary>The right password of a user who may not sign in: only they learn why.</summary>
    public sealed record Closed(UserStatus Status) : SignInOutcome;
}

/// <summary>
/// Signing in with a password. An attempt is reserved before the password is hashed, in a lane that an owner's known device does not share
/// with strangers; an identifier that nobody has costs and answers the same as one that somebody has (OWASP ASVS 5.0, 6.3.1, 6.3.8).
/// </summary>
internal sealed class PasswordSignIn(
    KeywrightDatabase database, SignInAttempts attempts, PasswordHasher hasher, SecondFactor secondFactor, VerificationRule verification,
    AssessRisk risks, AuditLog audit)
{
    public async Task<SignInOutcome> Run(PasswordClaim claim, AuditOrigin origin, CancellationToken ct)
    {
        var reserved = await attempts.Reserve(claim, ct);
        if (reserved.Attempt is null)
        {
            return reserved.LockedFor is { } wait ? new SignInOutcome.Locked(wait) : new SignInOutcome.Limited(reserved.Limit);
        }

        var verdict = await Verify(claim, reserved, ct);
        if (verdict == PasswordVerdict.Wrong || MustNotShow(reserved.User))
        {
            await attempts.Fail(reserved, origin, ct);
            return new SignInOutcome.Wrong(reserved.Limit);
        }

        var renewed = verdict == PasswordVerdict.RightButOutdated ? await Renew(claim.Password, ct) : null;
        var (outcome, refused) = await Succeed(claim, origin, reserved, renewed, ct);
        if (outcome is not null)
        {
            return outcome;
        }

        await attempts.Fail(reserved, origin, ct, refused);
        return new SignInOutcome.Wrong(reserved.Limit);
    }

    /// <summary>Whoever has just registered an address must not learn from its password that the address was free.</summary>
    private bool MustNotShow(User? user) => verification.IsHidden && user?.EmailVerifiedAt is null;

    private async Task<PasswordVerdict> Verify(PasswordClaim claim, ReservedAttempt reserved, CancellationToken ct)
    {
        try
        {
            return await hasher.Verify(claim.Password, reserved.User?.PasswordHash, ct);
        }
        catch (HasherBusyException)
        {
            await attempts.GiveBack(reserved, ct);
            throw;
        }
    }

    /// <summary>A new hash of a password that proved right, or null when the server has no time for it now: another sign-in will.</summary>
    private async Task<string?> Renew(string password, CancellationToken ct)
    {
        try
        {
            return await hasher.Hash(password, ct);
        }
        catch (HasherBusyException)
        {
            return null;
        }
    }

    private async Task<(SignInOutcome? Outcome, RefusedSignIn? Refused)> Succeed(
        PasswordClaim claim, AuditOrigin origin, ReservedAttempt reserved, string? renewedHash, CancellationToken ct)
    {
        var proven = reserved.User!.PasswordHash!;
        var request = new SessionRequest(claim.Mode, claim.Remember, claim.Client, "password")
        {
            KnownDevice = reserved.Device is { } known ? new KnownDevice(known, claim.DeviceToken) : null,
        };
        return await database.Write<(SignInOutcome?, RefusedSignIn?)>(async tx =>
        {
            var failures = reserved.Attempt!.Number - 1;
            var risk = await AssessRisk.Run(tx, reserved.User.Id, claim.Client, reserved.Device is not null, failures);
            if (risks.MustRefuse(risk))
            {
                // As a wrong password from here on: whoever tries stolen ones must not learn which of them works, and each try counts.
                return (null, new RefusedSignIn(risk, claim.Client));
            }

            await attempts.Refund(tx, reserved);

            // The proven hash decides: a password changed meanwhile proves nothing any more.
            return (await UserStore.PasswordProven(tx, reserved.User.Id, proven, renewedHash, verification.IsRequired) is { } user
                ? await secondFactor.Next(tx, origin, user, request with { Risk = risk })
                : await Explain(tx, origin, reserved, proven), null);
        }, ct);
    }

    /// <summary>Why the right password does not sign in.</summary>
    private async ValueTask<SignInOutcome> Explain(Tx tx, AuditOrigin origin, ReservedAttempt reserved, string proven)
    {
        var user = await UserStore.Find(tx, reserved.User!.Id);
        var isProven = user?.PasswordHash == proven;
        var isUnverified = isProven && verification.IsRequired && user is { Status: UserStatus.Active, EmailVerifiedAt: null };
        var lockedFor = user is { Status: UserStatus.Active, LockedByAdmin: true } ? user.LockedUntil - tx.Now : null;
        await audit.Add(tx, origin, new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = reserved.User.Id,
            Failed = true,
            ResultCode = !isProven ? "invalid_credentials" : lockedFor is not null ? "account_locked"
                : isUnverified ? "email_unverified" : "account_" + user!.Status.Word(),
            Severity = AuditSeverity.Warning,
        });
        return !isProven ? new SignInOutcome.Wrong(reserved.Limit)
            : lockedFor is { } wait ? new SignInOutcome.Locked(wait)
            : isUnverified ? new SignInOutcome.Unverified()
            : new SignInOutcome.Closed(user!.Status);
    }
}
