using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Users;

namespace Keywright.Passwords;

/// <summary>
/// POST /password/forgot: mails a reset link to whoever owns the address. The answer, its time and the limit are the same whether or not
/// anybody does (OWASP ASVS 5.0, 6.3.8).
/// </summary>
internal sealed class ForgotPassword(KeywrightDatabase database, RateLimiter limiter, SendPasswordReset send)
    : IUseCase<ForgotPassword.Request>
{
    public sealed record Request(string? Email);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (EmailAddress.Parse(request.Email) is not { } email)
        {
            return Problems.Invalid("email", EmailAddress.Rule);
        }

        var limit = await database.Write(async tx =>
        {
            var state = await limiter.Take(tx, RateLimit.Mailbox, email.Normal);
            if (state.Allowed)
            {
                await send.Run(tx, call.Origin(), await UserStore.FindByEmail(tx, email.Normal));
            }

            return state;
        }, call.Ct);
        return limiter.Answer(call, limit) ?? Answers.Accepted();
    }
}
