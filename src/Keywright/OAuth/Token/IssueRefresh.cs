using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Token;

/// <summary>Refresh tokens of grants: who gets one, and for how long.</summary>
internal sealed class IssueRefresh(RefreshTokens tokens, OAuthOptions options)
{
    /// <summary>The first of a family, or null where the client is not registered for refreshing.</summary>
    public RefreshToken? First(OAuthClient client, Grant grant) =>
        client.Allows(GrantTypes.RefreshToken) ? tokens.New(grant.Id, generation: 0) : null;

    /// <summary>When the grant ends that is not used: with its refresh token, or, where there is none, with its access token.</summary>
    public DateTimeOffset ExpiryOf(OAuthClient client, DateTimeOffset now)
    {
        var access = now + (client.AccessTokenLifetime ?? options.AccessTokenLifetime);
        var refresh = now + (client.RefreshTokenLifetime ?? options.RefreshTokenLifetime);
        return client.Allows(GrantTypes.RefreshToken) && refresh > access ? refresh : access;
    }

    public DateTimeOffset AbsoluteExpiryOf(OAuthClient client, DateTimeOffset now)
    {
        var (first, absolute) = (ExpiryOf(client, now), now + options.AbsoluteLifetime);
        return absolute > first ? absolute : first;
    }
}
