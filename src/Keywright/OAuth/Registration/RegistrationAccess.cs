using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Registration;

/// <summary>Who looks after a registration: whoever shows the token that came with it (RFC 7592 §1.2).</summary>
internal static class RegistrationAccess
{
    private const string Scheme = "Bearer ";

    public static SecretToken? Token(Call call) =>
        call.Http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? SecretToken.Parse(TokenKind.ClientRegistration, header[Scheme.Length..])
            : null;

    /// <summary>The client of the path, if it is the token's; a disabled one looks after nothing.</summary>
    public static async ValueTask<OAuthClient?> Find(Tx tx, Call call, SecretToken token) =>
        await OAuthClientStore.FindByRegistrationToken(tx, token.Hash) is { IsActive: true } client
        && client.ClientId == call.Route("client_id")
            ? client
            : null;

    /// <summary>RFC 7592 §2: one answer for a wrong token and for a client that is gone.</summary>
    public static OAuthErrorAnswer Refuse() => new(
        new OAuthError("invalid_token", "The registration access token is not that of this client.", StatusCodes.Status401Unauthorized),
        "Bearer error=\"invalid_token\"");
}
