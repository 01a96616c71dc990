using Keywright.Http;

namespace Keywright.Account;

/// <summary>The routes of the signed-in user's own account.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this KeywrightRoutes api)
    {
        _ = api.Get<ShowAccount>("/user").Answer<UserView>(200);
        _ = api.Patch<UpdateAccount, UpdateAccount.Request>("/user").FirstPartyOnly().Answer<UserView>(200);
        _ = api.Put<ChangeEmail, ChangeEmail.Request>("/user/email").FirstPartyOnly().Limit(RateLimit.Mail).Answer(202);
        _ = api.Post<ResendVerification, ResendVerification.Request>("/email/verification-notification")
            .OptionalCaller().OptionalBody().Limit(RateLimit.Mail).Answer(202);
        _ = api.Post<VerifyEmail, VerifyEmail.Request>("/email/verify")
            .OptionalCaller().Limit(RateLimit.Guess).RefuseForeignOrigin().Answer<UserView>(200);
        _ = api.Delete<DeleteAccount, DeleteAccount.Request>("/user").FirstPartyOnly().Limit(RateLimit.Guess).Answer(204);
    }
}
