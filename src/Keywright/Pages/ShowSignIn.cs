using Keywright.Http;

namespace Keywright.Pages;

/// <summary>
/// GET /login. The form is shown to whoever is signed in too: an authorization request may want somebody else, or the same person anew.
/// </summary>
internal sealed class ShowSignIn(SignInPages pages) : IUseCase
{
    private const int LongestHint = 320;

    public Task<IResult> Handle(Call call)
    {
        var entry = new SignInEntry(pages.ReturnTo(call.Query("return_to")))
        {
            Identifier = call.Query("login_hint") is { Length: <= LongestHint } hint ? hint : null,
        };
        return pages.SignIn(call, entry, error: ExternalErrors.Explain(call.Query("error")));
    }
}
