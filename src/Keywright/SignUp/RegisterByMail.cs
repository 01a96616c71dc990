using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Roles;
using Keywright.Users;

namespace Keywright.SignUp;

/// <summary>
/// The registration that signs nobody in until the address is verified. For an address that somebody has, the answer, its time and its
/// limit are the same; only the mailbox learns the difference.
/// </summary>
internal sealed class RegisterByMail(
    KeywrightDatabase database, AddUser addUser, SendVerification verification, RateLimiter limiter, MailedLinks links, AuditLog audit)
{
    public async Task<IResult> Run(Call call, NewUser user)
    {
        var (limit, refusal) = await database.Write(tx => Add(tx, call, user), call.Ct);
        return limiter.Answer(call, limit) ?? refusal ?? Answers.Accepted(new VerificationRequired());
    }

    private async ValueTask<(RateLimitState Limit, IResult? Refusal)> Add(Tx tx, Call call, NewUser user)
    {
        var limit = await limiter.Take(tx, RateLimit.Mailbox, user.Email.Normal);
        if (!limit.Allowed)
        {
            return (limit, null);
        }

        // Before the address is looked at, so that it says nothing about it.
        if (await AddUser.RefuseUsername(tx, user.Username) is { } taken)
        {
            return (limit, taken);
        }

        if (await addUser.Add(tx, call.Origin(), user, byThemselves: true) is { } added)
        {
            await verification.Run(tx, added);
            return (limit, null);
        }

        var owner = await UserStore.FindByEmail(tx, user.Email.Normal);

        // As many statements as a new user takes.
        _ = await RoleStore.Names(tx);
        await audit.Add(tx, call.Origin(), new AuditEvent("user_registered", AuditCategory.Account, "Create a user")
        {
            UserId = owner?.Id,
            Failed = true,
            ResultCode = "email_taken",
        });

        // One who never verified the address gets the link again; one who did is told of the attempt.
        await verification.Run(tx, owner, owner is { Email: { } to } ? AccountLetters.RegisteredAlready(links, owner.Id, to) : null);
        return (limit, null);
    }
}
