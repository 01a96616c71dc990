using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>
/// POST /login. An attempt is reserved before the password is hashed, in a lane that an owner's known device does not share with strangers;
/// an identifier that nobody has costs and answers the same as one that somebody has (OWASP ASVS 5.0, 6.3.1, 6.3.8).
/// </summary>
internal sealed class SignInWithPassword(
    KeywrightDatabase database, SignInAttempts attempts, PasswordHasher hasher, StartSession sessions, CredentialSettings credentials,
    AuditLog audit) : IUseCase<SignInWithPassword.Request>
{
    private const int LongestIdentifier = 320;
    private const int LongestDeviceName = 100;

    public sealed record Request(
        string? Email, string? Username, string? Password, bool? Remember, string? DeviceName, string? DeviceToken, string? Mode);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (Refuse(request) is { } invalid)
        {
            return invalid;
        }

        if (SessionModes.Refuse(request.Mode, credentials, out var mode) is { } refusal)
        {
            return refusal;
        }

        var identifier = SignInIdentifier.Of(request.Email, request.Username);
        var device = SecretToken.Parse(TokenKind.Device, request.DeviceToken ?? SessionCookies.Device(call.Http));
        var reserved = await attempts.Reserve(call, identifier, device);
        if (reserved.Refusal is { } limited)
        {
            return limited;
        }

        var verdict = await hasher.Verify(request.Password!, reserved.User?.PasswordHash, call.Ct);
        if (verdict == PasswordVerdict.Wrong)
        {
            return await attempts.Fail(call, reserved);
        }

        var renewed = verdict == PasswordVerdict.RightButOutdated ? await hasher.Hash(request.Password!, call.Ct) : null;
        var client = new ClientTraits(call.Address, call.UserAgent, request.DeviceName);
        return await Succeed(call, reserved, renewed, new SessionRequest(mode, request.Remember ?? false, client, "password")
        {
            KnownDevice = reserved.Device is { } known ? (known, device!) : null,
        });
    }

    private static IResult? Refuse(Request request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(request.Email) == string.IsNullOrWhiteSpace(request.Username))
        {
            errors["email"] = ["Enter an email address or a username, one of the two."];
        }
        else if ((request.Email ?? request.Username)!.Length > LongestIdentifier)
        {
            errors["email"] = [$"Use at most {LongestIdentifier} characters."];
        }

        if (string.IsNullOrEmpty(request.Password))
        {
            errors["password"] = ["Enter your password."];
        }
        else if (request.Password.Length > PasswordText.MaxLength)
        {
            errors["password"] = [$"A password has at most {PasswordText.MaxLength} characters."];
        }

        if (ProfileText.Refuse(request.DeviceName, LongestDeviceName) is { } reason)
        {
            errors["device_name"] = [reason];
        }

        return errors.Count == 0 ? null : Problems.Invalid(errors);
    }

    private async Task<IResult> Succeed(Call call, ReservedAttempt reserved, string? renewedHash, SessionRequest request)
    {
        var proven = reserved.User!.PasswordHash!;
        var outcome = await database.Write<(StartedSession? Started, IResult? Refusal)>(async tx =>
        {
            await attempts.Refund(tx, reserved);

            // The proven hash decides: a password changed meanwhile proves nothing any more.
            if (await UserStore.SignedIn(tx, reserved.User.Id, proven, renewedHash) is not { } user)
            {
                return (null, await Explain(tx, call, reserved.User.Id, proven));
            }

            await audit.Add(tx, call.Origin(), new AuditEvent("login", AuditCategory.Authentication, "Sign in") { UserId = user.Id });
            return (await sessions.Begin(tx, call.Origin(), user, request), null);
        }, call.Ct);
        return outcome.Refusal ?? Answers.Ok(sessions.Deliver(call.Http, outcome.Started!));
    }

    /// <summary>Why the right password does not sign in. Only after it: nobody else learns that the account exists.</summary>
    private async ValueTask<IResult> Explain(Tx tx, Call call, UserId id, string proven)
    {
        var user = await UserStore.Find(tx, id);
        var code = user?.PasswordHash == proven ? RefuseStatus(user.Status) : ProblemCode.InvalidCredentials;
        await audit.Add(tx, call.Origin(), new AuditEvent("login", AuditCategory.Authentication, "Sign in")
        {
            UserId = id,
            Failed = true,
            ResultCode = code.Code,
            Severity = AuditSeverity.Warning,
        });
        return code == ProblemCode.InvalidCredentials
            ? Problems.Of(code, "The identifier or the password is wrong.")
            : Problems.Of(code, "This account can't be used now. Ask an administrator.");
    }

    private static ProblemCode RefuseStatus(UserStatus status) => status switch
    {
        UserStatus.Suspended => ProblemCode.AccountSuspended,
        UserStatus.Banned => ProblemCode.AccountBanned,
        UserStatus.Inactive => ProblemCode.AccountInactive,
        UserStatus.Active or UserStatus.Deleted => ProblemCode.InvalidCredentials,
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
