using Keywright.Http;
using Keywright.SignIn;

namespace Keywright.SignUp;

/// <summary>Becoming a user.</summary>
internal static class SignUpEndpoints
{
    public static void MapSignUp(this KeywrightRoutes api) =>
        _ = api.Post<Register, Register.Request>("/register")
            .Anyone().Limit(RateLimit.Register).RefuseForeignOrigin().Answer<Authenticated>(201).Answer<VerificationRequired>(202);
}
