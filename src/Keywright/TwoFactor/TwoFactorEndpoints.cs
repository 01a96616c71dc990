using Keywright.Http;

namespace Keywright.TwoFactor;

/// <summary>Setting up a second factor. Answering with it is part of signing in.</summary>
internal static class TwoFactorEndpoints
{
    public static void MapTwoFactor(this KeywrightRoutes api)
    {
        _ = api.Post<StartTotp>("/two-factor").PasswordConfirmed().Answer<StartTotp.View>(200);
        _ = api.Post<ConfirmTotp, ConfirmTotp.Request>("/two-factor/confirm")
            .PasswordConfirmed().Limit(RateLimit.Guess).Answer<RecoveryCodesView>(200);
        _ = api.Delete<DisableTwoFactor>("/two-factor").PasswordConfirmed().Answer(204);
        _ = api.Get<ShowRecoveryCodes>("/two-factor/recovery-codes").FirstPartyOnly().Answer<ShowRecoveryCodes.View>(200);
        _ = api.Post<RenewRecoveryCodes>("/two-factor/recovery-codes").PasswordConfirmed().Answer<RecoveryCodesView>(200);
    }
}
