using Keywright.Http;
using Keywright.OAuth.Consent;
using Keywright.Pages;

namespace Keywright.OAuth.Authorize;

/// <summary>
/// Whoever signs in for a client that needs no consent is redirected to it right from the form of the sign-in page.
/// </summary>
internal sealed class OnwardOrigins(ReadAuthorization reader, AuthorizationTickets tickets) : IOnwardOrigins
{
    public async ValueTask<string?> Of(Call call, string returnTo)
    {
        const string Start = Authorize.Path + "?" + Authorize.Ticket + "=";
        return returnTo.StartsWith(Start, StringComparison.Ordinal) && tickets.Open(returnTo[Start.Length..]) is { } ticket
            && await reader.Read(ticket, call.Address, call.Ct) is AuthorizationReading.Valid { Request: var request }
            ? ShowConsent.OriginOf(request.RedirectUri)
            : null;
    }
}
