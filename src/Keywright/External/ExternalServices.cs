using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.External;

internal static class ExternalServices
{
    public static IServiceCollection AddExternal(this IServiceCollection services) => services
        .AddSingleton<ProviderDirectory>().AddSingleton<TokenEndpoint>().AddSingleton<UserEndpoint>().AddSingleton<ProveIdentity>()
        .AddSingleton<ExternalAttempts>().AddSingleton<ExternalCookies>().AddSingleton<ExternalRedirect>().AddSingleton<ReturnTo>()
        .AddSingleton<ProviderTokens>().AddSingleton<LinkAccount>()
        .AddSingleton<ICredentials, ExternalCredentials>();
}

/// <summary>Accounts elsewhere end with all other credentials.</summary>
internal sealed class ExternalCredentials : ICredentials
{
    public async ValueTask Drop(Tx tx, UserId user)
    {
        _ = await ExternalAccountStore.DeleteAll(tx, user);
        _ = await ExternalExchangeStore.DeleteAll(tx, user);
    }
}
