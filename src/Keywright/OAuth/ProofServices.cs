using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Dpop;
using Keywright.OAuth.RequestObjects;

namespace Keywright.OAuth;

/// <summary>What verifies that which clients sign. The root adds <see cref="OAuthSettings"/> and <see cref="DpopSettings"/>.</summary>
internal static class ProofServices
{
    public static IServiceCollection AddProofs(this IServiceCollection services) => services
        .AddSingleton<DpopNonces>().AddSingleton<DpopProofs>().AddSingleton<ClientAssertion>().AddSingleton<RequestObject>();
}
