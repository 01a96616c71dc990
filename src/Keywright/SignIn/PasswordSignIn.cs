using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;
using Keywright.Sessions;
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

    public sealed record Started(StartedSession Session, RateLimitState Limit) : SignInOutcome;

    /// <summary>A wrong password, or nobody of that name: the difference is nobody's business.</summary>
    public sealed record Wrong(RateLimitState Limit) : SignInOutcome;

    /// <summary>The lane is locked, or an administrator closed the account; nothing was evaluated.</summary>
    public sealed record Locked(TimeSpan Wait) : SignInOutcome;

    public sealed record Limited(RateLimitState Limit) : SignInOutcome;

    /// <summary>The right password of a user who may not sign in: only they learn why.</summary>
    public sealed record Closed(UserStatus Status) : SignInOutcome;
}

/// <summary>
/// Signing in with a password. An attempt is reserved before the password is hashed, in a lane that an owner's known device does not share
/// with strangers; an identifier that nobody has costs and answers the same as one that somebody has (OWASP ASVS 5.0, 6.3.1, 6.3.8).
/// </summary>
internal sealed class PasswordSignIn(
    KeywrightDatabase database, SignInAttempts attempts, PasswordHasher hasher, StartSession sessions, AuditLog audit)
{
    public async Task<SignInOutcome> Run(PasswordClaim claim, AuditOrigin origin, CancellationToken ct)
    {
        var reserved = await attempts.Reserve(claim, ct);
        if (reserved.LockedFor is { } wait)
        {
            return new SignInOutcome.Locked(wait);
        }

        if (!reserved.Limit!.Allowed)
        {
            return new SignInOutcome.Limited(reserved.Limit);
        }

        var verdict = await hasher.Verify(claim.Password, reserved.User?.PasswordHash, ct);
        if (verdict == PasswordVerdict.Wrong)
        {
            await attempts.Fail(reserved, origin, ct);
            return new SignInOutcome.Wrong(reserved.Limit);
        }

        var renewed = verdict == PasswordVerdict.RightButOutdated ? await hasher.Hash(claim.Password, ct) : null;
        return await Succeed(claim, origin, reserved, renewed, ct);
    }

    private async Task<SignInOutcome> Succeed(
        PasswordClaim claim, AuditOrigin origin, ReservedAttempt reserved, string? renewedHash, CancellationToken ct)
    {
        var proven = reserved.User!.PasswordHash!;
        var request = new SessionRequest(claim.Mode, claim.Remember, claim.Client, "password")
        {
            KnownDevice = reserved.Device is { } known ? (known, claim.DeviceToken!) : null,
        };
        return await database.Write<SignInOutcome>(async tx =>
        {
            await attempts.Refund(tx, reserved);

            // The proven hash decides: a password changed meanwhile proves nothing any more.
            if (await UserStore.SignedIn(tx, reserved.User.Id, proven, renewedHash) is not { } user)
            {
                return await Explain(tx, origin, reserved, proven);
            }

            await audit.Add(tx, origin, new AuditEvent("login", AuditCategory.Authentication, "Sign in") { UserId = user.Id });
            return new SignInOutcome.Started(await sessions.Begin(tx, origin, user, request), reserved.Limit!);
        }, ct);
    }

    /// <summary>Why the right password does not sign in.</summary>
    private async ValueTask<SignInOutcome> Explain(Tx tx, AuditOrigin origin, ReservedAttempt reserved, string proven)
    {
        var user = await UserStore.Find(tx, reserved.User!.Id);
        var isProven = user?.PasswordHash == proven;
        await audit.Add(tx, origin, new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = reserved.User.Id,
            Failed = true,
            ResultCode = isProven ? "account_" + user!.Status.Word() : "invalid_credentials",
            Severity = AuditSeverity.Warning,
        });
        return isProven ? new SignInOutcome.Closed(user!.Status) : new SignInOutcome.Wrong(reserved.Limit!);
    }
}
