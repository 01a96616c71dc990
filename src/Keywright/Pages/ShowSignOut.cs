using Keywright.Http;

namespace Keywright.Pages;

/// <summary>GET /logout: asks, as a link must sign nobody out.</summary>
internal sealed class ShowSignOut(SignInPages pages, PageSettings settings) : IUseCase
{
    public async Task<IResult> Handle(Call call) => await pages.Who(call) is { } who
        ? new PageResult(call, new SignOutPage(who, Link.Local(settings.SignOut)))
        : new PageResult(call, new SignedOutPage());
}
