using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.Pages;

namespace Keywright.OAuth.Consent;

/// <summary>The authorization request that a consent page is about: read and judged anew, as time has passed.</summary>
internal sealed class ConsentRequest(
    ReadAuthorization reader, AuthorizationTickets tickets, DecideAuthorization decide, OAuthSettings settings)
{
    /// <summary>What may be asked or allowed now, or the answer where that is not so.</summary>
    public async ValueTask<(AuthorizationRequest? Request, SignedInSession? By, IResult? Otherwise)> Read(Call call, string? ticketText)
    {
        if (tickets.Open(ticketText) is not { } ticket)
        {
            return (null, null, new PageResult(
                call, new ErrorPage("This took too long", "Go back to the application and begin again.", call.TraceId),
                StatusCodes.Status400BadRequest));
        }

        if (await reader.Read(ticket, call.Address, call.Ct) is not AuthorizationReading.Valid { Request: var request })
        {
            return (null, null, Back(ticketText!));
        }

        return await decide.Next(request, ticket.AskedAt, call.CallerOrNull, call.Ct) switch
        {
            AuthorizationStep.AskConsent ask => (request, ask.By, null),
            _ => (null, null, Back(ticketText!)),
        };
    }

    public IResult Refuse(AuthorizationRequest request, OAuthError error) =>
        AuthorizationAnswer.Refusal(request.RedirectUri, request.State, error, settings.Issuer);

    public IResult Answer(AuthorizationRequest request, string code) => AuthorizationAnswer.Code(request, code, settings.Issuer);

    /// <summary>There the request is answered as it is now: with a sign-in, an error, or a code.</summary>
    public static SeeOther Back(string ticket) => new($"{Authorize.Authorize.Path}?{Authorize.Authorize.Ticket}={ticket}");
}
