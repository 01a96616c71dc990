using Keywright.Http;

namespace Keywright.Passwords;

/// <summary>The password routes, and who may call each. A route that says nothing needs a signed-in user.</summary>
internal static class PasswordEndpoints
{
    public static void MapPasswords(this KeywrightRoutes api)
    {
        _ = api.Get<ShowPasswordPolicy>("/password/policy").OptionalCaller().Answer<ShowPasswordPolicy.View>(200);
        _ = api.Post<ForgotPassword, ForgotPassword.Request>("/password/forgot").Anyone().Limit(RateLimit.Mail).Answer(202);
        _ = api.Post<ResetPassword, ResetPassword.Request>("/password/reset")
            .Anyone().Limit(RateLimit.Guess).RefuseForeignOrigin().Answer(204);
        _ = api.Post<ConfirmPassword, ConfirmPassword.Request>("/password/confirm").FirstPartyOnly().Limit(RateLimit.Guess).Answer(204);
        _ = api.Put<ChangePassword, ChangePassword.Request>("/user/password").FirstPartyOnly().Limit(RateLimit.Guess).Answer(204);
    }
}
