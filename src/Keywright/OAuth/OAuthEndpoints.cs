using Keywright.Http;
using Keywright.OAuth.Apps;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Consent;
using Keywright.OAuth.Device;
using Keywright.OAuth.Discovery;
using Keywright.OAuth.Introspection;
using Keywright.OAuth.Par;
using Keywright.OAuth.Registration;
using Keywright.OAuth.SignOut;
using Keywright.OAuth.Token;
using Keywright.Pages;

namespace Keywright.OAuth;

/// <summary>
/// The endpoints of the OAuth and OpenID Connect server, at the paths that discovery tells. Clients prove who they are in each endpoint, by
/// the rules of OAuth; people do by their session cookie.
/// </summary>
internal static class OAuthEndpoints
{
    public static void MapOAuth(this KeywrightRoutes api, OAuthSettings settings)
    {
        _ = api.Get<ListApps>("/apps").FirstPartyOnly().Answer<Listing<ConnectedAppView>>(200);
        _ = api.Delete<DisconnectApp>("/apps/{id}").FirstPartyOnly().Answer(204);
        var root = api.AtRoot;
        _ = root.Get<ShowMetadata>("/.well-known/openid-configuration").Anyone();
        _ = root.Get<ShowMetadata>("/.well-known/oauth-authorization-server").Anyone();
        _ = root.Post<TokenEndpoint>("/oauth/token").Anyone();
        _ = root.Post<PushAuthorization>(PushAuthorization.Path).Anyone();
        _ = root.Post<AuthorizeDevice>(AuthorizeDevice.Path).Anyone();
        _ = root.Post<Introspect>("/oauth/introspect").Anyone();
        _ = root.Post<RevokeToken>("/oauth/revoke").Anyone();
        _ = root.Get<ShowClaims>("/oauth/userinfo").Anyone();
        _ = root.Post<ShowClaims>("/oauth/userinfo").Anyone();
        root.MapRegistration(settings.Registration);
        MapPages(api.Pages(""), api.Pages(settings.Pages));
    }

    private static void MapPages(KeywrightRoutes root, KeywrightRoutes pages)
    {
        _ = root.Get<Authorize.Authorize>(Authorize.Authorize.Path).OptionalCaller().Answer(303);
        _ = root.Post<AuthorizeByForm>(Authorize.Authorize.Path).Anyone().Answer(303);
        _ = root.Get<EndSession>(EndSession.Path).OptionalCaller().Answer(303);
        _ = root.Post<EndSessionByForm>(EndSession.Path).Anyone().Answer(303);
        _ = root.Form<ConfirmSignOut>(EndSession.Path + "/confirm").OptionalCaller().Answer(303);
        _ = pages.Get<ShowConsent>("/consent").OptionalCaller();
        _ = pages.Form<GiveConsent>("/consent").OptionalCaller().Answer(303);
        _ = pages.Get<ShowDevice>(ShowDevice.Path).OptionalCaller();
        _ = pages.Form<AnswerDevice>(ShowDevice.Path).OptionalCaller().Limit(RateLimit.Guess);
    }
}
