using Keywright.Http;

namespace Keywright.Pages;

/// <summary>The pages of signing in and out. Those of authorization are mapped by the folder OAuth, on the same routes.</summary>
internal static class PageEndpoints
{
    /// <summary>Routes that answer people: below <c>Pages:Prefix</c>, and refusals are pages too.</summary>
    public static KeywrightRoutes Pages(this KeywrightRoutes api, string prefix) => api.Pages(prefix, PageResult.Of);

    public static void MapPages(this KeywrightRoutes api, PageSettings settings)
    {
        var pages = api.Pages(settings.Prefix);
        _ = pages.Get<ShowHome>(settings.Prefix.Length == 0 ? "/" : "").OptionalCaller();
        _ = pages.Get<ShowSignIn>("/login").OptionalCaller();
        _ = pages.Form<SignInByForm>("/login").Anyone().Limit(RateLimit.Guess).Answer(303);
        _ = pages.Get<ReturnFromProvider>("/two-factor").OptionalCaller().Limit(RateLimit.Guess).Answer(303);
        _ = pages.Form<AnswerByForm>("/two-factor").Anyone().Limit(RateLimit.Guess).Answer(303);
        _ = pages.Get<ShowSignOut>("/logout").OptionalCaller();
        _ = pages.Form<SignOutByForm>("/logout").OptionalCaller().Answer(303);
        _ = pages.Get<ShowAsset>(Assets.Folder + "/{file}").Anyone();
    }
}
