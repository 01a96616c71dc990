using Keywright.Authentication;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Consent;
using Keywright.OAuth.Discovery;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Introspection;
using Keywright.OAuth.SignOut;
using Keywright.OAuth.Token;
using Keywright.Pages;

namespace Keywright.OAuth;

internal static class OAuthServices
{
    public static IServiceCollection AddOAuth(this IServiceCollection services) => services
        .AddClients().AddProofs().AddSingleton<AuthenticateClient>().AddSingleton<ClientLimit>()
        .AddSingleton<Scopes>().AddSingleton<Resources>().AddSingleton<Subjects>().AddSingleton<UserClaims>().AddSingleton<IdTokenHints>()
        .AddSingleton<ReadAuthorization>().AddSingleton<AuthorizationTickets>().AddSingleton<DecideAuthorization>().AddSingleton<IssueCode>()
        .AddSingleton<ConsentRequest>().AddSingleton<ReadSignOut>().AddSingleton<IOnwardOrigins, OnwardOrigins>()
        .AddSingleton<IssueAccess>().AddSingleton<IssueRefresh>().AddSingleton<WriteTokens>().AddSingleton<AccessTokens>()
        .AddSingleton<IGrantType, AuthorizationCodeGrant>().AddSingleton<IGrantType, RefreshTokenGrant>()
        .AddSingleton<IGrantType, ClientCredentialsGrant>()
        .AddSingleton<IDelegations, EndGrants>().AddSingleton<ServerMetadata>();
}
