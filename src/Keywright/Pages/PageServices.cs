using Keywright.ExternalSignIn;
using Keywright.SignIn;

namespace Keywright.Pages;

internal static class PageServices
{
    /// <summary>The use cases of signing in are those of the API: a page only shows what they answer.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<SignInPages>()
        .AddSingleton<SignInWithPassword>().AddSingleton<AnswerChallenge>().AddSingleton<RedeemExchange>().AddSingleton<SignOut>();
}
