using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Passkeys;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>The <em>two_factor_required</em> of the HTTP contract.</summary>
internal sealed record TwoFactorRequired
{
    public string Status { get; } = "two_factor_required";

    public required string Challenge { get; init; }

    /// <summary>totp, recovery_code, passkey, email: what this user can answer with.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Seconds until the challenge ends.</summary>
    public required int ExpiresIn { get; init; }
}

/// <summary>
/// What follows a right first factor, whichever it was: a session, or a challenge where the user has a second factor and this device is
/// not trusted to skip it, or where the sign-in is unlike the user's others. The one way to a session for whoever proved one factor only.
/// </summary>
internal sealed class SecondFactor(StartSession sessions, AssessRisk risks, Notices notices, RateLimiter limiter, AuditLog audit)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async ValueTask<SignInOutcome> Next(Tx tx, AuditOrigin origin, User user, SessionRequest request)
    {
        var own = origin.By(user.Id);
        var isRisky = request.Risk is { } risk && risks.MustStepUp(risk);
        if (user.TwoFactorAt is not null)
        {
            return !isRisky && request.KnownDevice is { } known && await DeviceStore.IsTrusted(tx, known.Id)
                ? await Begin(tx, own, user, request)
                : await Ask(tx, own, user, request, mailedTo: null);
        }

        // An address that nobody has proven is no factor: a code sent there could keep the owner out, and let a stranger in.
        return isRisky && user is { Email: { } to, EmailVerifiedAt: not null }
            ? await Ask(tx, own, user, request, to)
            : await Begin(tx, own, user, request);
    }

    private async ValueTask<SignInOutcome> Begin(Tx tx, AuditOrigin own, User user, SessionRequest request)
    {
        await UserStore.NoteSignIn(tx, user.Id);
        await audit.Add(tx, own, new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = user.Id,
            RiskScore = request.Risk?.Score,
        });
        return new SignInOutcome.Started(await sessions.Begin(tx, own, user with { LastLoginAt = tx.Now }, request));
    }

    private async ValueTask<SignInOutcome> Ask(Tx tx, AuditOrigin own, User user, SessionRequest request, string? mailedTo)
    {
        var token = SecretToken.New(TokenKind.Challenge);
        var challenge = new SignInChallenge(user.Id, request.Mode, request.Remember, request.Method)
        {
            DeviceId = request.KnownDevice?.Id,
            DeviceName = request.Client.GivenName,
            Risk = request.Risk ?? RiskVerdict.None,
        };
        if (mailedTo is not null)
        {
            if (await limiter.Take(tx, RateLimit.Mailbox, "sign-in code\n" + user.Id) is { Allowed: false } limit)
            {
                return new SignInOutcome.Limited(limit);
            }

            var code = MailedCode.New();
            challenge = challenge with { CodeHash = MailedCode.Hash(token, code) };
            await notices.SignInCode(tx, user.Id, mailedTo, MailedCode.Spoken(code), request.Client.Notice(), Lifetime);
        }

        await ChallengeStore.Add(tx, token.Hash, challenge, tx.Now + Lifetime);
        await audit.Add(tx, own, new AuditEvent("two_factor_required", AuditCategory.Authentication, "Ask for the second factor")
        {
            UserId = user.Id,
            RiskScore = request.Risk?.Score,
        });
        string[] methods = mailedTo is null ? ["totp", "recovery_code"] : ["email"];
        return new SignInOutcome.Challenged(new TwoFactorRequired
        {
            Challenge = token.Reveal(),
            Methods = (await PasskeyStore.List(tx, user.Id)).Count > 0 ? [.. methods, "passkey"] : methods,
            ExpiresIn = (int)Lifetime.TotalSeconds,
        });
    }
}
