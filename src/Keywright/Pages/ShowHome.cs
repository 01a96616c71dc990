using Keywright.Http;

namespace Keywright.Pages;

/// <summary>GET /: who is signed in; the sign-in page for everybody else.</summary>
internal sealed class ShowHome(SignInPages pages, PageSettings settings) : IUseCase
{
    public async Task<IResult> Handle(Call call) => await pages.Who(call) is { } who
        ? new PageResult(call, new HomePage(who))
        : Answers.SeeOther(settings.SignIn);
}
