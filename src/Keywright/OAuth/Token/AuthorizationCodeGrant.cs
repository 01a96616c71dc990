using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Grants;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Sessions;

namespace Keywright.OAuth.Token;

/// <summary>grant_type=authorization_code (RFC 6749 §4.1.3, RFC 7636 §4.5).</summary>
internal sealed class AuthorizationCodeGrant(KeywrightDatabase database, IssueGrant issue, Revocations revocations, AuditLog audit)
    : IGrantType
{
    public string Name => GrantTypes.AuthorizationCode;

    public async ValueTask<TokenResult> Redeem(TokenRequest request) =>
        SecretToken.Parse(TokenKind.AuthorizationCode, request.Form["code"]) is not { } token
            ? OAuthError.InvalidGrant("The code is missing or malformed (RFC 6749 §4.1.3).")
            : await database.Write(tx => Redeem(tx, request, token), request.Ct);

    private async ValueTask<TokenResult> Redeem(Tx tx, TokenRequest request, SecretToken token)
    {
        // Use burns the code whatever follows, so that nobody tries verifiers on it.
        var id = tx.NewId<GrantId>();
        if (await OAuthCodeStore.Use(tx, token.Hash, id) is not { } code)
        {
            return await Replayed(tx, request, token);
        }

        if (Refuse(request, code) is { } refusal)
        {
            await audit.Add(tx, request.Call.Origin(), OAuthEvents.CodeRefused(request.Client, code.UserId, refusal));
            return refusal;
        }

        return await issue.Run(tx, request, id, Name, code.Allowance, code.Nonce);
    }

    /// <summary>RFC 6749 §4.1.3, in its order.</summary>
    private static OAuthError? Refuse(TokenRequest request, AuthorizationCode code) =>
        // RFC 9700 §4.5: "bound to the client".
        code.ClientId != request.Client.Id ? OAuthError.InvalidGrant("The code was issued to another client (RFC 6749 §4.1.3).")
        // OAuth 2.1 §4.1.3 no longer asks for it; who sends it must send the right one.
        : request.Form["redirect_uri"] is { } uri && uri != code.RedirectUri
            ? OAuthError.InvalidGrant("redirect_uri is not the one of the authorization request (RFC 6749 §4.1.3).")
        // RFC 6749 §4.1.3: without PKCE it is all that binds the code. Who asked for openid has sent one.
        : code.Challenge is null && request.Form["redirect_uri"] is null && code.Scopes.Contains(Scopes.OpenId, StringComparer.Ordinal)
            ? OAuthError.InvalidGrant("redirect_uri is missing: without PKCE it must be that of the authorization request.")
        : code.KeyThumbprint is not null && code.KeyThumbprint != request.KeyThumbprint
            ? OAuthError.InvalidGrant("The code is bound to another key (RFC 9449 §10).")
        : Pkce.Refuse(code.Challenge, request.Form["code_verifier"]);

    /// <summary>RFC 6749 §4.1.2: a code that comes twice has been copied: "revoke (when possible) all tokens previously issued".</summary>
    private async ValueTask<TokenResult> Replayed(Tx tx, TokenRequest request, SecretToken token)
    {
        if (await OAuthCodeStore.UsedFor(tx, token.Hash) is { } grant
            && await OAuthGrantStore.Find(tx, grant) is { } live
            && await OAuthGrantStore.End(tx, revocations, grant, RevokedBy.Security))
        {
            await audit.Add(tx, request.Call.Origin(), OAuthEvents.CodeReplayed(request.Client, live));
        }

        return OAuthError.InvalidGrant("The code is unknown, used or expired (RFC 6749 §4.1.2).");
    }
}
