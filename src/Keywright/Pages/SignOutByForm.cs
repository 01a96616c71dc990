using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.Pages;

/// <summary>POST /logout of the pages: POST /logout of the API.</summary>
internal sealed class SignOutByForm(SignOut signOut, PageSettings settings) : IUseCase<Parameters>
{
    public async Task<IResult> Handle(Parameters request, Call call)
    {
        if (request["decision"] == "stay")
        {
            return Answers.SeeOther(settings.Home);
        }

        if (call.CallerOrNull is { Kind: CallerKind.SessionCookie })
        {
            _ = await signOut.Handle(call);
        }

        // Looked at anew, without the session whose token the page would carry.
        return Answers.SeeOther(settings.SignOut);
    }
}
