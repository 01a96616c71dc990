using Keywright.Authentication;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.Passkeys;

internal static class PasskeyServices
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services) => services
        .AddSingleton<PasskeyStates>().AddSingleton<PasskeyUsers>().AddSingleton<Ceremonies>()
        .AddSingleton<ICredentials, PasskeyCredentials>();
}

/// <summary>Passkeys end with all other credentials.</summary>
internal sealed class PasskeyCredentials : ICredentials
{
    public async ValueTask Drop(Tx tx, UserId user) => _ = await PasskeyStore.DeleteAll(tx, user);
}
