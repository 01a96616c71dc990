using Keywright.Database.Periodic;

namespace Keywright.SigningKeys;

internal static class SigningKeyServices
{
    public static IServiceCollection AddSigningKeys(this IServiceCollection services) => services
        .AddSingleton<MakeKey>().AddSingleton<KeySet>().AddSingleton<TokenSigner>().AddSingleton<RotateSigningKeys>()
        .AddSingleton<IPeriodicWork>(provider => provider.GetRequiredService<RotateSigningKeys>());
}
