using Keywright.Http;

namespace Keywright.External;

/// <summary>
/// POST /external-accounts/{provider}: where to send the browser to link an account of that provider. The answer's cookie must reach the
/// browser, for no other can finish it: whoever made a victim open a link of theirs would have the victim's account linked to their own.
/// </summary>
internal sealed class StartLink(ExternalRedirect redirect, ExternalAttempts attempts, ExternalSettings settings, ReturnTo returnTo)
    : IUseCase<StartLink.Request>
{
    public sealed record Request(string? ReturnTo);

    public sealed record View(string RedirectUrl);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (settings.Find(call.Route("provider")) is not { } provider)
        {
            return ExternalRedirect.Unknown();
        }

        if (returnTo.Parse(request.ReturnTo) is not { } address)
        {
            return Problems.Invalid("return_to", ReturnTo.Rule);
        }

        var attempt = attempts.New(provider, address) with
        {
            LinkUser = call.Caller.UserId.Value,
            LinkSession = call.Caller.SessionId!.Value.Value,
        };
        return await redirect.Begin(call, provider, attempt) is { } url ? Answers.Ok(new View(url)) : ExternalRedirect.Unavailable();
    }
}
