using Keywright.Http;

namespace Keywright.External;

/// <summary>A user's accounts elsewhere. Signing in with one is in the folder ExternalSignIn.</summary>
internal static class ExternalEndpoints
{
    public static void MapExternalAccounts(this KeywrightRoutes api)
    {
        _ = api.Get<ListExternalAccounts>("/external-accounts").FirstPartyOnly().Answer<Listing<ExternalAccountView>>(200);
        _ = api.Post<StartLink, StartLink.Request>("/external-accounts/{provider}")
            .PasswordConfirmed().OptionalBody().Limit(RateLimit.Guess).Answer<StartLink.View>(200);
        _ = api.Delete<UnlinkExternalAccount>("/external-accounts/{id}").PasswordConfirmed().Answer(204);
    }
}
