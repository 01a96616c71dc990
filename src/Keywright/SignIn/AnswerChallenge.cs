using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Passkeys;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.TwoFactor;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>
/// POST /two-factor/challenge: the second half of a sign-in. A challenge takes five answers, a user's codes as many guesses as a password
/// and thirty a day from devices that never signed in: strangers who know the password are cut off, and the owner still has known devices
/// and recovery codes (OWASP ASVS 5.0, 6.1.1, 6.6.3).
/// </summary>
internal sealed class AnswerChallenge(
    KeywrightDatabase database, FactorCheck factors, Ceremonies ceremonies, FactorThrottle throttle, StartSession sessions,
    TwoFactorOptions options, VerificationRule verification, RateLimiter limiter, AuditLog audit) : IUseCase<AnswerChallenge.Request>
{
    public sealed record Request(string? Challenge, string? Code, string? RecoveryCode, PasskeyAnswer? Passkey, bool? TrustDevice);

    public sealed record PasskeyAnswer(string? State, JsonElement Credential);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (Refuse(request) is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        if (SecretToken.Parse(TokenKind.Challenge, request.Challenge) is not { } token)
        {
            return Expired();
        }

        var proven = request.Passkey is { } passkey ? await ceremonies.Prove(call, passkey.State, passkey.Credential) : null;
        var (refusal, limit, outcome) = await database.Write(tx => Answer(tx, call, request, proven, token), call.Ct);
        _ = limit is null ? null : limiter.Answer(call, limit);
        return refusal ?? (outcome is null ? limiter.Answer(call, limit!)! : Answers.Ok(sessions.Deliver(call.Http, outcome)));
    }

    public static ProblemResult Expired() =>
        Problems.Of(ProblemCode.ChallengeExpired, "This sign-in took too long or too many codes. Sign in again.");

    private static Dictionary<string, string[]> Refuse(Request request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(request.Challenge))
        {
            errors["challenge"] = ["Send the challenge of the sign-in."];
        }

        var texts = new[] { request.Code, request.RecoveryCode }.Count(text => !string.IsNullOrWhiteSpace(text));
        if (texts + (request.Passkey is null ? 0 : 1) != 1)
        {
            errors["code"] = ["Answer with a code of your app, a recovery code or a passkey: one of them."];
        }

        return errors;
    }

    private async ValueTask<(IResult? Refusal, RateLimitState? Limit, StartedSession? Started)> Answer(
        Tx tx, Call call, Request request, ProvenPasskey? proven, SecretToken token)
    {
        var tokenHash = token.Hash;
        if (await ChallengeStore.FindLive(tx, tokenHash) is not { } challenge)
        {
            return (Expired(), null, null);
        }

        var attempt = await throttle.Reserve(tx, call.Address, challenge, isGuessable: request.Code is not null);
        if (!attempt.Limit.Allowed)
        {
            return (null, attempt.Limit, null);
        }

        if (attempt.LockedFor is { } wait)
        {
            return (Problems.Of(ProblemCode.TooManyAttempts, "Too many wrong codes. Use a recovery code, or wait.", wait), null, null);
        }

        // Of many answers at once each needs an attempt of its own; the database counts them.
        if (!await ChallengeStore.Try(tx, tokenHash))
        {
            return (Expired(), null, null);
        }

        var method = MethodOf(request, challenge);
        if (!await IsRight(tx, challenge, request, proven, token))
        {
            await audit.Add(tx, call.Origin(), TwoFactorEvents.Wrong(challenge.UserId, method));
            return (Problems.Of(ProblemCode.InvalidCode, "This code does not work."), attempt.Limit, null);
        }

        await throttle.Refund(tx, attempt);
        return await Finish(tx, call, challenge, tokenHash, method, request.TrustDevice ?? false);
    }

    private static string MethodOf(Request request, SignInChallenge challenge) =>
        request.RecoveryCode is not null ? "recovery_code"
        : request.Passkey is not null ? LoginMethod.Passkey
        : challenge.CodeHash is null ? "totp" : "email";

    private async ValueTask<bool> IsRight(
        Tx tx, SignInChallenge challenge, Request request, ProvenPasskey? proven, SecretToken token) =>
        request.Code is not null && challenge.CodeHash is { } mailed ? MailedCode.IsRight(token, request.Code, mailed)
        : request.Code is not null ? await factors.UseTotp(tx, challenge.UserId, request.Code)
        : request.RecoveryCode is not null ? await FactorCheck.UseRecoveryCode(tx, challenge.UserId, request.RecoveryCode)
        : proven?.User.Id == challenge.UserId
            && await PasskeyStateStore.Use(tx, proven.State)
            && await PasskeyStore.Use(tx, proven.Info.CredentialId, proven.Info.SignCount, proven.Info.IsBackedUp);

    private async ValueTask<(IResult? Refusal, RateLimitState? Limit, StartedSession? Started)> Finish(
        Tx tx, Call call, SignInChallenge challenge, byte[] tokenHash, string method, bool trusts)
    {
        // A user who was suspended or erased meanwhile, or whose challenge another answer used up, does not come in.
        if (!await ChallengeStore.Use(tx, tokenHash)
            || await UserStore.SignedIn(tx, challenge.UserId, verification.IsRequired) is not { } user)
        {
            return (Expired(), null, null);
        }

        var own = call.Origin().By(user.Id);
        var client = ClientTraits.Of(call, challenge.DeviceName);
        var wanted = new SessionRequest(challenge.Mode, challenge.Remember, client, $"{challenge.LoginMethod}+{method}")
        {
            KnownDevice = challenge.DeviceId is { } device ? new KnownDevice(device, null) : null,
            Risk = challenge.Risk,
            TrustDeviceUntil = trusts ? tx.Now + options.TrustLifetime : null,
        };
        await audit.Add(tx, own, new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = user.Id,
            RiskScore = challenge.Risk.Score,
        });
        if (trusts)
        {
            await audit.Add(tx, own, TwoFactorEvents.DeviceTrusted(user.Id));
        }

        return (null, null, await sessions.Begin(tx, own, user, wanted));
    }
}
