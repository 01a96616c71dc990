using Keywright.Authentication;

namespace Keywright.TwoFactor;

internal static class TwoFactorServices
{
    public static IServiceCollection AddTwoFactor(this IServiceCollection services) => services
        .AddSingleton<TotpSecrets>().AddSingleton<FactorCheck>().AddSingleton<DisableTwoFactor>().AddSingleton<TwoFactorCredentials>()
        .AddSingleton<ICredentials>(provider => provider.GetRequiredService<TwoFactorCredentials>());
}
