using Keywright.Audit;
using Keywright.Database;
using Keywright.Passkeys;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>The <em>two_factor_required</em> of the HTTP contract.</summary>
internal sealed record TwoFactorRequired
{
    public string Status { get; } = "two_factor_required";

    public required string Challenge { get; init; }

    /// <summary>totp, recovery_code, passkey: what this user can answer with.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Seconds until the challenge ends.</summary>
    public required int ExpiresIn { get; init; }
}

/// <summary>
/// What follows a right first factor, whichever it was: a session, or a challenge where the user has a second factor and this device is
/// not trusted to skip it. The one way to a session for whoever proved one factor only.
/// </summary>
internal sealed class SecondFactor(StartSession sessions, AuditLog audit)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async ValueTask<SignInOutcome> Next(Tx tx, AuditOrigin origin, User user, SessionRequest request)
    {
        var own = origin.By(user.Id);
        if (user.TwoFactorAt is null || (request.KnownDevice is { } known && await DeviceStore.IsTrusted(tx, known.Id)))
        {
            await UserStore.NoteSignIn(tx, user.Id);
            await audit.Add(tx, own, new AuditEvent("login", AuditCategory.Authentication, "Sign in") { UserId = user.Id });
            return new SignInOutcome.Started(await sessions.Begin(tx, own, user with { LastLoginAt = tx.Now }, request));
        }

        var token = SecretToken.New(TokenKind.Challenge);
        var challenge = new SignInChallenge(user.Id, request.Mode, request.Remember, request.Method)
        {
            DeviceId = request.KnownDevice?.Id,
            DeviceName = request.Client.DeviceName,
        };
        await ChallengeStore.Add(tx, token.Hash, challenge, tx.Now + Lifetime);
        await audit.Add(tx, own, new AuditEvent("two_factor_required", AuditCategory.Authentication, "Ask for the second factor")
        {
            UserId = user.Id,
        });
        return new SignInOutcome.Challenged(new TwoFactorRequired
        {
            Challenge = token.Reveal(),
            Methods = (await PasskeyStore.List(tx, user.Id)).Count > 0
                ? ["totp", "recovery_code", "passkey"]
                : ["totp", "recovery_code"],
            ExpiresIn = (int)Lifetime.TotalSeconds,
        });
    }
}
