using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.Pages;

namespace Keywright.OAuth.SignOut;

/// <summary>POST /oauth/end_session/confirm: the user's answer to whether they want to sign out.</summary>
internal sealed class ConfirmSignOut(ReadSignOut reader, SignIn.SignOut signOut, AuthorizationTickets tickets, PageSettings settings)
    : IUseCase<Parameters>
{
    public async Task<IResult> Handle(Parameters request, Call call)
    {
        if (request["decision"] != "sign_out")
        {
            return Answers.SeeOther(settings.Home);
        }

        if (call.CallerOrNull is { Kind: CallerKind.SessionCookie })
        {
            _ = await signOut.Handle(call);
        }

        var parameters = tickets.Open(request[Authorize.Authorize.Ticket])?.Parameters ?? Parameters.None;
        var (asked, _) = await reader.Read(call, parameters);
        return EndSession.Done(call, asked ?? new SignOutRequest(null, null, false));
    }
}
