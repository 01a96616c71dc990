using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Passwords;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>
/// PUT /user/email: asks for another address, which becomes the user's when the link mailed to it is opened; the old one is told at once.
/// That another user has the address is not said.
/// </summary>
internal sealed class ChangeEmail(
    KeywrightDatabase database, CurrentPassword current, RateLimiter limiter, SendVerification send, Notices notices, AuditLog audit)
    : IUseCase<ChangeEmail.Request>
{
    public sealed record Request(string? Email, string? Password);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (EmailAddress.Parse(request.Email) is not { } email)
        {
            return Problems.Invalid("email", EmailAddress.Rule);
        }

        var (proven, refusal) = await current.Check(call, "password", request.Password);
        if (proven is null)
        {
            return refusal!;
        }

        var (limit, isStale) = await database.Write(async tx =>
        {
            var state = await limiter.Take(tx, RateLimit.Mailbox, email.Normal);
            if (!state.Allowed)
            {
                return (state, false);
            }

            if (await UserStore.Find(tx, call.Caller.UserId) is not { } user || user.PasswordHash != proven)
            {
                return (state, true);
            }

            await send.Change(tx, user, email);
            await notices.EmailChangeAsked(tx, user, new NoticeOrigin(call.Address));
            await audit.Add(tx, call.Origin(), new AuditEvent("email_change_requested", AuditCategory.Account, "Ask for another address")
            {
                UserId = user.Id,
                Severity = AuditSeverity.Warning,
            });
            return (state, false);
        }, call.Ct);
        return limiter.Answer(call, limit)
            ?? (isStale ? Problems.Invalid("password", "This is not your current password any more.") : Answers.Accepted());
    }
}
