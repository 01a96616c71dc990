using Keywright.ExternalSignIn;
using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.Pages;

/// <summary>
/// GET /two-factor: where a browser comes back from a provider. It is signed in, or has an exchange that becomes a second factor's
/// challenge, or an error. The exchange is bound to this browser by a cookie, so a link with another's exchange in it signs nobody in.
/// </summary>
internal sealed class ReturnFromProvider(SignInPages pages, RedeemExchange redeem, PageSettings settings) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var back = pages.ReturnTo(call.Query("return_to"));
        if (call.Query("error") is { } error)
        {
            return await pages.SignIn(call, new SignInEntry(back), error: ExternalErrors.Explain(error));
        }

        if (call.Query("exchange") is { } exchange)
        {
            return await Redeem(call, exchange, back);
        }

        return call.CallerOrNull is { Kind: CallerKind.SessionCookie }
            ? Answers.SeeOther(back)
            : Answers.SeeOther(Link.Local(settings.SignIn, ("return_to", back)).Address);
    }

    private async Task<IResult> Redeem(Call call, string exchange, string back) =>
        await redeem.Handle(new RedeemExchange.Request(exchange, Verifier: null), call) switch
        {
            JsonAnswer<Authenticated> => Answers.SeeOther(back),
            JsonAnswer<TwoFactorRequired> asked => await pages.Ask(call, asked.Body, back),
            ProblemResult problem => await pages.SignIn(call, new SignInEntry(back), problem),
            var other => other,
        };
}
