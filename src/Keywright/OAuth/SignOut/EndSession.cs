using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Consent;
using Keywright.Pages;

namespace Keywright.OAuth.SignOut;

/// <summary>
/// GET /oauth/end_session (OpenID Connect RP-Initiated Logout 1.0): ends the session at once where the client shows the ID token of that
/// session; else the user is asked, as a link must sign nobody out.
/// </summary>
internal sealed class EndSession(ReadSignOut reader, SignIn.SignOut signOut, SignInPages pages, AuthorizationTickets tickets) : IUseCase
{
    public const string Path = "/oauth/end_session";

    public async Task<IResult> Handle(Call call)
    {
        var (request, refusal) = Parameters.Query(call.Http) is { } query
            ? await reader.Read(call, query)
            : (null, OAuthError.InvalidRequest("The query is malformed (RP-Initiated Logout §2)."));
        if (request is null)
        {
            return new PageResult(
                call, new ErrorPage("This sign-out can't go on", refusal!.Description, call.TraceId), StatusCodes.Status400BadRequest);
        }

        if (await pages.Who(call) is not { } who)
        {
            // RFC 9700 §4.11.2: a link alone leads to nobody whom the operator does not know.
            return Done(call, request.Client is { IsVouchedFor: true } ? request : request with { ReturnTo = null });
        }

        if (request.IsProven)
        {
            _ = await signOut.Handle(call);
            return Done(call, request);
        }

        // The answer reads the request anew: what the form carries is the request, sealed.
        var ticket = tickets.Seal(tickets.New(Parameters.Query(call.Http)!));
        return new PageResult(call, new SignOutPage(who, Link.Local(Path + "/confirm"))
        {
            Hidden = [(Authorize.Authorize.Ticket, ticket)],
            Client = request.Client?.Name,
        })
        {
            FormActionOrigin = request.ReturnTo is { } back ? ShowConsent.OriginOf(back) : null,
        };
    }

    public static IResult Done(Call call, SignOutRequest request) =>
        request.ReturnTo is { } back ? new SeeOther(back) : new PageResult(call, new SignedOutPage());
}
