using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.ExternalSignIn;

/// <summary>Signing in with an account at a provider.</summary>
internal static class ExternalSignInEndpoints
{
    public static void MapExternalSignIn(this KeywrightRoutes api)
    {
        _ = api.Get<StartExternalSignIn>("/external/{provider}")
            .Anyone().Limit(RateLimit.Guess).Query("return_to", "mode", "challenge").Answer(302);

        // Its query is not described, so that no audit keeps a code.
        _ = api.Get<FinishExternal>("/external/{provider}/callback").Anyone().Limit(RateLimit.Guess).Answer(302);
        _ = api.Post<RedeemExchange, RedeemExchange.Request>("/external/exchange")
            .Anyone().Limit(RateLimit.Guess).RefuseForeignOrigin().Answer<Authenticated>(200).Answer<TwoFactorRequired>(200);
    }
}
