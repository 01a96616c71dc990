using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Par;
using Keywright.Pages;

namespace Keywright.OAuth.Authorize;

/// <summary>
/// GET /oauth/authorize (RFC 6749 §4.1.1): reads the request, sends the user to sign in or to consent where that is needed, and the browser
/// back to the client with a code. Who comes back from one of our pages brings the request sealed, as <c>ticket</c>. A pushed request
/// (RFC 9126 §4) is taken out once; from then on the ticket holds it.
/// </summary>
internal sealed class Authorize(
    ReadAuthorization reader, AuthorizationTickets tickets, PushedRequests pushed, DecideAuthorization decide, IssueCode issue,
    OAuthSettings settings) : IUseCase
{
    public const string Path = "/oauth/authorize";
    public const string Ticket = "ticket";

    public async Task<IResult> Handle(Call call)
    {
        if (Parameters.Query(call.Http) is not { } query)
        {
            return Refused(call, OAuthError.InvalidRequest("The query is malformed (RFC 6749 §3.1)."));
        }

        var ticket = tickets.Open(query[Ticket]);
        if (ticket is null && query[Ticket] is not null)
        {
            // RFC 9700 §4.7: what we did not seal may have been put under the user by another.
            return Refused(call, OAuthError.InvalidRequest("This took too long. Go back to the application and begin again."));
        }

        var (asked, isBack) = (ticket ?? tickets.New(query), ticket is not null);
        if (asked.Parameters["request_uri"] is { } requestUri && PushedRequests.IsPushed(requestUri))
        {
            // RFC 9126 §4: nothing counts but what was pushed.
            if (await pushed.Take(asked.Parameters["client_id"], requestUri, call.Address, call.Ct) is not { } parameters)
            {
                return Refused(call, OAuthError.InvalidRequest(
                    "This request was used, has expired, or is another application's. Go back to the application and begin again."));
            }

            (asked, isBack) = (tickets.New(parameters) with { IsPushed = true }, false);
        }

        return await reader.Read(asked, call.Address, call.Ct) switch
        {
            AuthorizationReading.Valid valid => await Go(call, valid.Request, asked with { Parameters = valid.Said }, isBack),
            AuthorizationReading.RefusedThere there => Refuse(call, there.Client, there.RedirectUri, there.State, there.Error),
            AuthorizationReading.RefusedHere here => Refused(call, here.Error),
            _ => throw new InvalidOperationException("A reading of a fourth kind."),
        };
    }

    private async Task<IResult> Go(Call call, AuthorizationRequest request, AuthorizationTicket ticket, bool isBack)
    {
        switch (await decide.Next(request, isBack ? ticket.AskedAt : null, call.CallerOrNull, call.Ct))
        {
            case AuthorizationStep.Refuse refuse:
                return Refuse(call, request.Client, request.RedirectUri, request.State, refuse.Error);
            case AuthorizationStep.AskConsent:
                return new SeeOther($"{settings.Pages}/consent?{Ticket}={tickets.Seal(ticket)}");
            case AuthorizationStep.Allow when await issue.Run(call, request, consentsNow: false) is { } code:
                return AuthorizationAnswer.Code(request, code, settings.Issuer);
            default:
                return new SeeOther(SignIn(request, ticket));
        }
    }

    // RFC 9700 §4.11.2: an error that comes of itself must not send anybody's browser to a site that nobody vouched for.
    private IResult Refuse(Call call, OAuthClient client, string redirectUri, string? state, OAuthError error) => client.IsVouchedFor
        ? AuthorizationAnswer.Refusal(redirectUri, state, error, settings.Issuer)
        : Refused(call, error);

    private string SignIn(AuthorizationRequest request, AuthorizationTicket ticket)
    {
        var back = Uri.EscapeDataString($"{Path}?{Ticket}={tickets.Seal(ticket)}");
        var hint = request.LoginHint is { } text ? "&login_hint=" + Uri.EscapeDataString(text) : "";
        return $"{settings.Pages}/login?return_to={back}{hint}";
    }

    private static PageResult Refused(Call call, OAuthError error) => new(
        call, new ErrorPage("This sign-in can't go on", error.Description, call.TraceId), StatusCodes.Status400BadRequest);
}
