using Keywright.Audit;
using Keywright.Authentication;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Security.PasswordHash;
using Keywright.Sessions;
using Keywright.SignIn;
using Keywright.Users;

namespace Keywright.SignUp;

/// <summary>
/// POST /register: a new user, signed in, or told to look for mail first. Of many registrations with one address at once, one succeeds.
/// </summary>
internal sealed class Register(
    KeywrightDatabase database, RegistrationOptions options, PasswordPolicy policy, PasswordHasher hasher, AddUser addUser,
    RegisterByMail byMail, SendVerification verification, RateLimiter limiter, StartSession sessions, VerificationRule rule,
    CredentialSettings credentials) : IUseCase<Register.Request>
{
    private const int LongestName = 255;
    private const int LongestDeviceName = 100;

    public sealed record Request(
        string? Email, string? Password, string? PasswordConfirmation, string? Username, string? Name, string? DeviceName, string? Mode);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (!options.Enabled)
        {
            return Problems.Of(ProblemCode.NotFound, "Registration is closed here.");
        }

        var errors = Refuse(request);
        if (SessionModes.Refuse(request.Mode, credentials, out var mode) is { } refusal)
        {
            errors["mode"] = [refusal];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var email = EmailAddress.Parse(request.Email)!;
        var username = request.Username is null ? null : Username.Parse(request.Username);

        // A look before the hash, so that a taken address costs us none. It is Add that decides. Where nothing may show, each costs one.
        if (!rule.IsRequired && await database.Read(tx => AddUser.RefuseTaken(tx, email, username), call.Ct) is { } taken)
        {
            return taken;
        }

        var hash = await hasher.Hash(request.Password!, call.Ct);
        var user = new NewUser(email, hash) { Username = username, Name = Blank(request.Name) };
        return rule.IsRequired
            ? await byMail.Run(call, user)
            : await SignIn(call, user, ClientTraits.Of(call, request.DeviceName), mode);
    }

    private async Task<IResult> SignIn(Call call, NewUser user, ClientTraits client, SessionMode mode)
    {
        var wanted = new SessionRequest(mode, Remember: false, client, "password") { IsFirst = true };
        var (started, late) = await database.Write<(StartedSession?, IResult?)>(async tx =>
        {
            if (await addUser.Add(tx, call.Origin(), user, byThemselves: true) is not { } added)
            {
                return (null, await AddUser.RefuseTaken(tx, user.Email, user.Username));
            }

            // A mailbox that has had its share of mail for now keeps nobody from registering: the link can be asked for later.
            if ((await limiter.Take(tx, RateLimit.Mailbox, user.Email.Normal)).Allowed)
            {
                await verification.Run(tx, added);
            }

            return (await sessions.Begin(tx, call.Origin().By(added.Id), added, wanted), null);
        }, call.Ct);
        return started is null
            ? late ?? Problems.Of(ProblemCode.EmailTaken, "There is an account with this address already.")
            : Answers.Created(sessions.Deliver(call.Http, started));
    }

    private Dictionary<string, string[]> Refuse(Request request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        void Check(string field, string? reason)
        {
            if (reason is not null)
            {
                errors[field] = [reason];
            }
        }

        Check("email", EmailAddress.Parse(request.Email) is null ? EmailAddress.Rule : null);
        Check("username", RefuseUsername(request.Username));
        Check("name", ProfileText.Refuse(request.Name, LongestName));
        Check("device_name", ProfileText.Refuse(request.DeviceName, LongestDeviceName));
        Check("password", policy.Refuse(request.Password, request.Email, request.Username, request.Name));
        Check("password_confirmation", request.PasswordConfirmation is { } repeated && repeated != request.Password
            ? "The two passwords differ."
            : null);
        return errors;
    }

    // Who reserves a username with somebody's address would learn from it whether the address was new.
    private string? RefuseUsername(string? username) =>
        username is null ? null
        : rule.IsHidden ? "Choose a username when your address is verified: PATCH /user."
        : Username.Parse(username) is null ? Username.Rule : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
