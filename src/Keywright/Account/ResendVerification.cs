using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>
/// POST /email/verification-notification: mails the link again, to the address given or the caller's. The answer is the same whether or
/// not there is anything to verify.
/// </summary>
internal sealed class ResendVerification(KeywrightDatabase database, RateLimiter limiter, SendVerification send, AuditLog audit)
    : IUseCase<ResendVerification.Request>
{
    public sealed record Request(string? Email);

    public async Task<IResult> Handle(Request request, Call call)
    {
        var email = await Address(request, call);
        if (email is null)
        {
            return Problems.Invalid("email", EmailAddress.Rule);
        }

        var limit = await database.Write(async tx =>
        {
            var state = await limiter.Take(tx, RateLimit.Mailbox, email.Normal);
            if (state.Allowed)
            {
                var user = await UserStore.FindByEmail(tx, email.Normal);
                await send.Run(tx, user);
                await audit.Add(
                    tx, call.Origin(), new AuditEvent("email_verification_requested", AuditCategory.Account, "Mail the link again")
                    {
                        UserId = user?.Id,
                    });
            }

            return state;
        }, call.Ct);
        return limiter.Answer(call, limit) ?? Answers.Accepted();
    }

    private async ValueTask<EmailAddress?> Address(Request request, Call call) =>
        request.Email is null && call.CallerOrNull is { IsFirstParty: true, UserId: var id }
            ? EmailAddress.Parse((await database.ReadOne(tx => UserStore.Find(tx, id), call.Ct))?.Email)
            : EmailAddress.Parse(request.Email);
}
