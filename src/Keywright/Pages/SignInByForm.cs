using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.Pages;

/// <summary>POST /login of the pages: POST /login of the API in cookie mode, its answer as a page.</summary>
internal sealed class SignInByForm(SignInPages pages, SignInWithPassword signIn, WireJson wire) : IUseCase<Parameters>
{
    public async Task<IResult> Handle(Parameters request, Call call)
    {
        var entry = new SignInEntry(pages.ReturnTo(request["return_to"]))
        {
            Identifier = request["email"],
            Remember = request["remember"] is not null,
        };
        var wanted = new SignInWithPassword.Request(
            entry.Identifier, null, request["password"], entry.Remember, DeviceName: null, DeviceToken: null, Mode: "cookie");

        // For the audit, which hides its secrets.
        call.Body = () => Body.Write(wanted, wire.TypeOf<SignInWithPassword.Request>());
        return await signIn.Handle(wanted, call) switch
        {
            JsonAnswer<Authenticated> => Answers.SeeOther(entry.ReturnTo),
            JsonAnswer<TwoFactorRequired> asked => await pages.Ask(call, asked.Body, entry.ReturnTo),
            ProblemResult problem => await pages.SignIn(call, entry, problem),
            var other => other,
        };
    }
}
