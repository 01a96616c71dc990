using Keywright.Audit;
using Keywright.Database;
using Keywright.External;
using Keywright.Http;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.SignIn;
using Keywright.Users;

namespace Keywright.ExternalSignIn;

/// <summary>
/// POST /external/exchange: what the browser brought back becomes a session, once and within a minute, for the one who began; or the
/// challenge of a second factor, since an account elsewhere is one factor.
/// </summary>
internal sealed class RedeemExchange(
    KeywrightDatabase database, CompleteExternal complete, SecondFactor secondFactor, StartSession sessions, ExternalCookies cookies,
    AuditLog audit) : IUseCase<RedeemExchange.Request>
{
    private const int LongestVerifier = 128;

    public sealed record Request(string? Exchange, string? Verifier);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (string.IsNullOrEmpty(request.Exchange))
        {
            return Problems.Invalid("exchange", "Send the exchange that came with the redirect.");
        }

        var verifier = request.Verifier ?? cookies.ExchangeOf(call.Http);
        if (SecretToken.Parse(TokenKind.ExternalExchange, request.Exchange) is not { } token
            || verifier is not { Length: > 0 and <= LongestVerifier })
        {
            return Dead();
        }

        var outcome = await database.Write(tx => Redeem(tx, call, token.Hash, ExchangeBinding.HashOf(verifier)), call.Ct);
        if (outcome is SignInOutcome.Started or SignInOutcome.Challenged && request.Verifier is null)
        {
            cookies.ClearExchange(call.Http);
        }

        return outcome switch
        {
            SignInOutcome.Started started => Answers.Ok(sessions.Deliver(call.Http, started.Session)),
            SignInOutcome.Challenged challenged => Answers.Ok(challenged.Answer),
            _ => Dead(),
        };
    }

    // One answer for an unknown, used, expired and somebody else's exchange.
    private static ProblemResult Dead() =>
        Problems.Of(ProblemCode.InvalidCredentials, "This sign-in took too long, is done already, or was begun elsewhere. Begin again.");

    private async ValueTask<SignInOutcome?> Redeem(Tx tx, Call call, byte[] tokenHash, byte[] bindingHash)
    {
        if (await ExternalExchangeStore.Use(tx, tokenHash, bindingHash) is not { } exchange)
        {
            return null;
        }

        // Whoever was suspended or erased within the minute does not come in.
        await UserStore.Hold(tx, exchange.UserId);
        if (await UserStore.Find(tx, exchange.UserId) is not { } user || complete.Refuse(user, tx.Now) is not null)
        {
            await audit.Add(tx, call.Origin(), ExternalEvents.Failed(exchange.UserId, exchange.Provider, "account_closed"));
            return null;
        }

        var mode = exchange.Mode == "cookie" ? SessionMode.Cookie : SessionMode.Token;
        return await secondFactor.Next(
            tx, call.Origin(), user, await complete.Request(tx, call, user, mode, exchange.Provider));
    }
}
