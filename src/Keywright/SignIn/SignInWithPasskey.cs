using System.Text.Json;
using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Passkeys;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>
/// POST /login/passkey: the authenticator has verified its user, so this is two factors in one and asks for no other. A passkey can't be
/// guessed, so no lane is asked: whoever is locked out by strangers' guesses comes in here (OWASP ASVS 5.0, 6.1.1).
/// </summary>
internal sealed class SignInWithPasskey(
    KeywrightDatabase database, Ceremonies ceremonies, StartSession sessions, CredentialSettings credentials, SessionCookies cookies,
    VerificationRule verification, AuditLog audit) : IUseCase<SignInWithPasskey.Request>
{
    private const int LongestDeviceName = 100;

    public sealed record Request(
        string? State, JsonElement Credential, bool? Remember, string? DeviceName, string? DeviceToken, string? Mode);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (SessionModes.Refuse(request.Mode, credentials, out var mode) is { } wrongMode)
        {
            errors["mode"] = [wrongMode];
        }

        if (ProfileText.Refuse(request.DeviceName, LongestDeviceName) is { } wrongName)
        {
            errors["device_name"] = [wrongName];
        }

        if (errors.Count > 0 || ceremonies.Refuse() is not null)
        {
            return errors.Count > 0 ? Problems.Invalid(errors) : ceremonies.Refuse()!;
        }

        var proven = await ceremonies.Prove(call, request.State, request.Credential);
        var device = SecretToken.Parse(TokenKind.Device, request.DeviceToken ?? cookies.Device(call.Http));
        var client = ClientTraits.Of(call, request.DeviceName);
        var wanted = new SessionRequest(mode, request.Remember ?? false, client, LoginMethod.Passkey);
        var (started, refusal) = await database.Write(tx => SignIn(tx, call, proven, device, wanted), call.Ct);
        return refusal ?? Answers.Ok(sessions.Deliver(call.Http, started!));
    }

    private async ValueTask<(StartedSession? Started, IResult? Refusal)> SignIn(
        Tx tx, Call call, ProvenPasskey? proven, SecretToken? deviceToken, SessionRequest wanted)
    {
        if (proven is null || !await PasskeyStateStore.Use(tx, proven.State)
            || !await PasskeyStore.Use(tx, proven.Info.CredentialId, proven.Info.SignCount, proven.Info.IsBackedUp))
        {
            await audit.Add(tx, call.Origin(), Failed(proven?.User, "invalid_credentials"));
            return (null, Problems.Of(ProblemCode.InvalidCredentials, "This passkey does not sign in here."));
        }

        var own = call.Origin().By(proven.User.Id);
        if (await UserStore.SignedIn(tx, proven.User.Id, verification.IsRequired) is not { } user)
        {
            var now = await UserStore.Find(tx, proven.User.Id);
            var isUnverified = verification.IsRequired && now is { Status: UserStatus.Active, LockedByAdmin: false, EmailVerifiedAt: null };
            var code = isUnverified ? "email_unverified" : "account_" + (now?.Status ?? UserStatus.Deleted).Word();
            await audit.Add(tx, own, Failed(proven.User, code));
            return (null, isUnverified ? SignInWithPassword.Unverified() : SignInWithPassword.Closed(now, tx.Now));
        }

        await audit.Add(tx, own, new AuditEvent("login", AuditCategory.Authentication, "Sign in") { UserId = user.Id });
        var device = deviceToken is null ? null : await DeviceStore.Find(tx, user.Id, deviceToken.Hash);
        return (await sessions.Begin(tx, own, user, wanted with
        {
            KnownDevice = device is { } known ? new KnownDevice(known, deviceToken) : null,
        }), null);
    }

    private static AuditEvent Failed(User? user, string code) => new("login", AuditCategory.Authentication, "Sign in")
    {
        UserId = user?.Id,
        Failed = true,
        ResultCode = code,
        Severity = AuditSeverity.Warning,
    };
}
