using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Grants;
using Keywright.Roles;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.OAuth.Token;

/// <summary>grant_type=authorization_code (RFC 6749 §4.1.3, RFC 7636 §4.5).</summary>
internal sealed class AuthorizationCodeGrant(
    KeywrightDatabase database, IssueAccess access, IssueRefresh refresh, Revocations revocations, AuditLog audit) : IGrantType
{
    public string Name => GrantTypes.AuthorizationCode;

    public async ValueTask<TokenResult> Redeem(TokenRequest request) =>
        SecretToken.Parse(TokenKind.AuthorizationCode, request.Form["code"]) is not { } token
            ? OAuthError.InvalidGrant("The code is missing or malformed.")
            : await database.Write(tx => Redeem(tx, request, token), request.Ct);

    private async ValueTask<TokenResult> Redeem(Tx tx, TokenRequest request, SecretToken token)
    {
        // Use burns the code whatever follows, so that nobody tries verifiers on it.
        var id = tx.NewId<Security.GrantId>();
        if (await OAuthCodeStore.Use(tx, token.Hash, id) is not { } code)
        {
            return await Replayed(tx, request, token);
        }

        if (Refuse(request, code) is { } refusal)
        {
            await audit.Add(tx, request.Call.Origin(), OAuthEvents.CodeRefused(request.Client, code.UserId, refusal));
            return refusal;
        }

        if (await Session(tx, code) is not { } user)
        {
            return OAuthError.InvalidGrant("The user has signed out, or may not sign in any more.");
        }

        var (audience, badTarget) = Resources.Narrow(code.Resources, request.Form.Every("resource"));
        return audience is null ? badTarget! : await Issue(tx, request, Grant(tx, request, code, id), user, code.Nonce, audience);
    }

    /// <summary>RFC 6749 §4.1.3, in its order.</summary>
    private static OAuthError? Refuse(TokenRequest request, AuthorizationCode code) =>
        // RFC 9700 §4.5: "bound to the client".
        code.ClientId != request.Client.Id ? OAuthError.InvalidGrant("The code was issued to another client.")
        // OAuth 2.1 §4.1.3 no longer asks for it; who sends it must send the right one.
        : request.Form["redirect_uri"] is { } uri && uri != code.RedirectUri
            ? OAuthError.InvalidGrant("redirect_uri is not the one of the authorization request.")
        : code.KeyThumbprint is not null && code.KeyThumbprint != request.KeyThumbprint
            ? OAuthError.InvalidGrant("The code is bound to another key (RFC 9449 §10).")
        : Pkce.Refuse(code.Challenge, request.Form["code_verifier"]);

    /// <summary>RFC 6749 §4.1.2: a code that comes twice has been copied: "revoke (when possible) all tokens previously issued".</summary>
    private async ValueTask<TokenResult> Replayed(Tx tx, TokenRequest request, SecretToken token)
    {
        if (await OAuthCodeStore.UsedFor(tx, token.Hash) is { } grant
            && await OAuthGrantStore.FindLive(tx, grant) is { } live
            && await OAuthGrantStore.End(tx, revocations, grant, RevokedBy.Security))
        {
            await audit.Add(tx, request.Call.Origin(), OAuthEvents.CodeReplayed(request.Client, live));
        }

        return OAuthError.InvalidGrant("The code is unknown, used or expired.");
    }

    private static async ValueTask<User?> Session(Tx tx, AuthorizationCode code) =>
        await SessionStore.Find(tx, code.SessionId) is { Status: "active" or "suspicious" } session && session.ExpiresAt > tx.Now
            && await UserStore.Find(tx, code.UserId) is { Status: UserStatus.Active } user
            ? user
            : null;

    private Grant Grant(Tx tx, TokenRequest request, AuthorizationCode code, Security.GrantId id) => new(
        id, request.Client.Id, code.UserId, Name)
    {
        SessionId = code.SessionId,
        Scopes = code.Scopes,
        Resources = code.Resources,
        AuthTime = code.AuthTime,
        Acr = code.Acr,
        Amr = code.Amr,

        // RFC 9449 §5: the refresh token of a public client is bound to its key; the others prove who they are anyway.
        KeyThumbprint = request.Client.IsPublic ? request.KeyThumbprint : null,
        ExpiresAt = refresh.ExpiryOf(request.Client, tx.Now),
        AbsoluteExpiresAt = refresh.AbsoluteExpiryOf(request.Client, tx.Now),
    };

    private async ValueTask<TokenResult> Issue(
        Tx tx, TokenRequest request, Grant grant, User user, string? nonce, IReadOnlyList<string> audience)
    {
        var first = refresh.First(request.Client, grant);
        _ = await OAuthGrantStore.Add(tx, grant, first?.Hash);
        await audit.Add(tx, request.Call.Origin().By(user.Id), OAuthEvents.Issued(request.Client, grant));
        var plan = new AccessPlan(request.Client, grant.Scopes, audience)
        {
            Grant = grant,
            User = user,
            Roles = (await RoleStore.Held(tx, user, grant.IsByPasskey)).InForce,
            KeyThumbprint = request.KeyThumbprint,
        };
        return await access.Issue(tx, plan) with { Nonce = nonce, RefreshToken = first?.Reveal() };
    }
}
