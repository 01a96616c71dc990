using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Http;
using Keywright.Security.PasswordHash;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.SignIn;

/// <summary>POST /login.</summary>
internal sealed class SignInWithPassword(
    PasswordSignIn signIn, StartSession sessions, RateLimiter limiter, CredentialSettings credentials, SessionCookies cookies)
    : IUseCase<SignInWithPassword.Request>
{
    private const int LongestIdentifier = 320;
    private const int LongestDeviceName = 100;

    public sealed record Request(
        string? Email, string? Username, string? Password, bool? Remember, string? DeviceName, string? DeviceToken, string? Mode);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var errors = Refuse(request);
        if (SessionModes.Refuse(request.Mode, credentials, out var mode) is { } refusal)
        {
            errors["mode"] = [refusal];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var client = ClientTraits.Of(call, request.DeviceName);
        var identifier = SignInIdentifier.Of(request.Email, request.Username);
        var outcome = await signIn.Run(new PasswordClaim(identifier, request.Password!, mode, request.Remember ?? false, client)
        {
            DeviceToken = SecretToken.Parse(TokenKind.Device, request.DeviceToken ?? cookies.Device(call.Http)),
        }, call.Origin(), call.Ct);
        return Answer(call, outcome);
    }

    private IResult Answer(Call call, SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.Started started:
                return Answers.Ok(sessions.Deliver(call.Http, started.Session));
            case SignInOutcome.Challenged challenged:
                return Answers.Ok(challenged.Answer);
            case SignInOutcome.Wrong wrong:
                _ = limiter.Answer(call, wrong.Limit);
                return Problems.Of(ProblemCode.InvalidCredentials, "The identifier or the password is wrong.");
            case SignInOutcome.Limited limited:
                return limiter.Answer(call, limited.Limit)!;
            case SignInOutcome.Locked locked:
                return Locked(locked.Wait);
            case SignInOutcome.Unverified:
                return Unverified();
            case SignInOutcome.Closed closed:
                return Closed(closed.Status);
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome));
        }
    }

    /// <summary>Why somebody who proved who they are does not come in.</summary>
    public static ProblemResult Closed(User? user, DateTimeOffset now) =>
        user is { Status: UserStatus.Active, LockedByAdmin: true, LockedUntil: { } until }
            ? Locked(until - now)
            : Closed(user?.Status ?? UserStatus.Deleted);

    public static ProblemResult Unverified() =>
        Problems.Of(ProblemCode.EmailUnverified, "Open the link that was mailed to you first, or ask for a new one.");

    private static ProblemResult Locked(TimeSpan wait) =>
        Problems.Of(ProblemCode.TooManyAttempts, "Too many attempts. Wait, then try again.", wait);

    private static ProblemResult Closed(UserStatus status) =>
        Problems.Of(CodeOf(status), "This account can't be used now. Ask an administrator.");

    private static ProblemCode CodeOf(UserStatus status) => status switch
    {
        UserStatus.Suspended => ProblemCode.AccountSuspended,
        UserStatus.Banned => ProblemCode.AccountBanned,
        UserStatus.Inactive => ProblemCode.AccountInactive,
        UserStatus.Active or UserStatus.Deleted => ProblemCode.InvalidCredentials,
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static Dictionary<string, string[]> Refuse(Request request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(request.Email) == string.IsNullOrWhiteSpace(request.Username))
        {
            errors["email"] = ["Enter an email address or a username, one of the two."];
        }
        else if ((request.Email?.Length ?? 0) > LongestIdentifier || (request.Username?.Length ?? 0) > LongestIdentifier)
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

        return errors;
    }
}
