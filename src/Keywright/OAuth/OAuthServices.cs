using Keywright.Authentication;
using Keywright.Database.Periodic;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Consent;
using Keywright.OAuth.Device;
using Keywright.OAuth.Discovery;
using Keywright.OAuth.Dpop;
using Keywright.OAuth.Exchange;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Introspection;
using Keywright.OAuth.Logout;
using Keywright.OAuth.Par;
using Keywright.OAuth.SignOut;
using Keywright.OAuth.Token;
using Keywright.Pages;

namespace Keywright.OAuth;

internal static class OAuthServices
{
    public static IServiceCollection AddOAuth(this IServiceCollection services) => services
        .AddSingleton<ClientAssertion.KeysOf>(provider => provider.GetRequiredService<ClientKeys>().For)
        .AddClients().AddProofs().AddSingleton<AuthenticateClient>().AddSingleton<DpopBinding>().AddSingleton<ClientLimit>()
        .AddSingleton<Scopes>().AddSingleton<Resources>().AddSingleton<UserClaims>().AddSingleton<IdTokenHints>()
        .AddSingleton<ReadAuthorization>().AddSingleton<AuthorizationTickets>().AddSingleton<PushedRequests>()
        .AddSingleton<DecideAuthorization>().AddSingleton<IssueCode>()
        .AddSingleton<ConsentRequest>().AddSingleton<ReadSignOut>().AddSingleton<IOnwardOrigins, OnwardOrigins>()
        .AddSingleton<IssueAccess>().AddSingleton<IssueRefresh>().AddSingleton<IssueGrant>().AddSingleton<WriteTokens>()
        .AddSingleton<AccessTokens>().AddSingleton<IAccessTokens, ApiTokens>()
        .AddSingleton<IGrantType, AuthorizationCodeGrant>().AddSingleton<IGrantType, RefreshTokenGrant>()
        .AddSingleton<IGrantType, ClientCredentialsGrant>().AddSingleton<IGrantType, DeviceCodeGrant>()
        .AddSingleton<IGrantType, TokenExchangeGrant>().AddSingleton<ReadExchange>()
        .AddSingleton<UserCodes>().AddSingleton<LogoutTokens>().AddSingleton<IPeriodicWork, TellLogouts>()
        .AddSingleton<IDelegations, EndGrants>().AddSingleton<ICredentials, DropConsents>().AddSingleton<ServerMetadata>();
}
