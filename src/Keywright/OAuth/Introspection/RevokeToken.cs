using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Token;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Introspection;

/// <summary>
/// POST /oauth/revoke (RFC 7009): a client gives up a token. A refresh token takes everything of its grant with it (§2.1). A token that
/// does not work, or never did, is answered as one that was revoked (§2.2).
/// </summary>
internal sealed class RevokeToken(
    AuthenticateClient clients, ClientLimit limit, AccessTokens access, RefreshTokens refresh, KeywrightDatabase database,
    Revocations revocations, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var (form, client, refusal) = await ClientCall.Read(call, clients, limit);
        if (refusal is not null)
        {
            return refusal;
        }

        if (form!["token"] is not { } text)
        {
            return ClientCall.Refuse(call, OAuthError.InvalidRequest("token is missing (RFC 7009 §2.1)."));
        }

        var error = RefreshToken.Parse(text, TokenKind.OAuthRefresh) is { } token
            ? await Revoke(call, client!, token)
            : await Revoke(call, client!, await access.FindIssued(text, call.Ct));
        return error is null ? EmptyAnswer.Ok : ClientCall.Refuse(call, error);
    }

    // Any generation of the family that we wrote: who gives up an old one means the whole.
    private async ValueTask<OAuthError?> Revoke(Call call, OAuthClient client, RefreshToken token) =>
        !refresh.IsGenuine(token) ? null : await database.Write<OAuthError?>(async tx =>
        {
            if (await OAuthGrantStore.Find(tx, new GrantId(token.Family)) is not { } grant)
            {
                return null;
            }

            if (grant.ClientId != client.Id)
            {
                return Foreign();
            }

            if (await OAuthGrantStore.End(tx, revocations, grant.Id, "client"))
            {
                await audit.Add(tx, call.Origin(), OAuthEvents.Revoked(client, grant));
            }

            return null;
        }, call.Ct);

    private async ValueTask<OAuthError?> Revoke(Call call, OAuthClient client, IssuedToken? token)
    {
        if (token is null)
        {
            return null;
        }

        if (token.ClientId != client.ClientId)
        {
            return Foreign();
        }

        _ = await database.Write(async tx =>
        {
            if (await OAuthTokenStore.Revoke(tx, revocations, token.Id, client.Id, token.ExpiresAt))
            {
                var grant = token.GrantId is { } id ? await OAuthGrantStore.Find(tx, id) : null;
                await audit.Add(tx, call.Origin(), Event(client, token, grant?.UserId));
            }

            return true;
        }, call.Ct);
        return null;
    }

    private static AuditEvent Event(OAuthClient client, IssuedToken token, UserId? user) =>
        new("oauth_token_revoked", AuditCategory.Token, "Revoke an access token")
        {
            UserId = user,
            ResourceType = "oauth_token",
            ResourceId = token.Id.ToString(),
            MetadataJson = JsonText.Object(("client_id", client.ClientId)),
        };

    // RFC 7009 §2.1: "If this validation fails, the request is refused and the client is informed of the error".
    private static OAuthError Foreign() => OAuthError.InvalidRequest("The token was issued to another client (RFC 7009 §2.1).");
}
