using Keywright.Http;
using Keywright.Passkeys;

namespace Keywright.SignIn;

/// <summary>Signing in, staying signed in, signing out.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this KeywrightRoutes api)
    {
        _ = api.Post<SignInWithPassword, SignInWithPassword.Request>("/login")
            .Anyone().Limit(RateLimit.Guess).RefuseForeignOrigin().Answer<Authenticated>(200);
        _ = api.Post<AnswerChallenge, AnswerChallenge.Request>("/two-factor/challenge")
            .Anyone().Limit(RateLimit.Guess).RefuseForeignOrigin().Answer<Authenticated>(200);
        _ = api.Post<StartPasskeySignIn, StartPasskeySignIn.Request>("/login/passkey/options")
            .Anyone().Limit(RateLimit.Guess).OptionalBody().RefuseForeignOrigin().Answer<CeremonyView>(200);
        _ = api.Post<SignInWithPasskey, SignInWithPasskey.Request>("/login/passkey")
            .Anyone().Limit(RateLimit.Guess).RefuseForeignOrigin().Answer<Authenticated>(200);
        _ = api.Post<RefreshSession, RefreshSession.Request>("/refresh").OptionalCaller().OptionalBody().Answer<Authenticated>(200);
        _ = api.Post<SignOut>("/logout").Answer(204);
        _ = api.Get<IssueCsrfCookie>("/csrf").OptionalCaller().Answer(204);
    }
}
