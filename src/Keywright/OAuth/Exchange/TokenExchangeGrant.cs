using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Token;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.OAuth.Exchange;

/// <summary>
/// grant_type=urn:ietf:params:oauth:grant-type:token-exchange (RFC 8693): an API that was called with a user's token gets one of its own to
/// call another API with. It ends with the grant of the token that it came out of, and before that token does.
/// </summary>
internal sealed class TokenExchangeGrant(
    ReadExchange reader, KeywrightDatabase database, IssueAccess access, MachineAudit refusals, AuditLog audit) : IGrantType
{
    public string Name => GrantTypes.TokenExchange;

    public async ValueTask<TokenResult> Redeem(TokenRequest request)
    {
        var (exchange, refusal) = await reader.Read(request);
        if (exchange is null)
        {
            await refusals.Note(Refused(request, refusal!), request.Call.Origin(), request.Ct);
            return refusal!;
        }

        return await database.Write(tx => Issue(tx, request, exchange), request.Ct);
    }

    private async ValueTask<TokenResult> Issue(Tx tx, TokenRequest request, ExchangeRequest exchange)
    {
        // Held first: what ends the subject's grant at the same time either is seen here, or sees what is made here.
        var parent = exchange.Subject.GrantId!.Value;
        if (!await OAuthGrantStore.Hold(tx, parent) || await OAuthGrantStore.FindLive(tx, parent) is not { } from
            || await UserStore.Find(tx, from.UserId) is not { } user)
        {
            return OAuthError.InvalidRequest("The subject_token does not work any more (RFC 8693 §2.2.2).");
        }

        var plan = new AccessPlan(request.Client, exchange.Scopes, exchange.Audience)
        {
            User = user,
            Actor = exchange.Actor,
            KeyThumbprint = request.KeyThumbprint,
            NotAfter = exchange.Subject.ExpiresAt,
        };
        var end = access.EndOf(plan, tx.Now);
        var grant = new Grant(tx.NewId<GrantId>(), request.Client.Id, user.Id, Name)
        {
            ParentId = parent,
            SessionId = from.IsOffline ? null : from.SessionId,
            Scopes = exchange.Scopes,
            Resources = exchange.Audience,
            Actor = exchange.Actor,
            AuthTime = from.AuthTime,
            Acr = from.Acr,
            Amr = from.Amr,
            ExpiresAt = end,
            AbsoluteExpiresAt = end,
        };
        await OAuthGrantStore.Add(tx, grant, refreshHash: null);
        await audit.Add(tx, request.Call.Origin(), Exchanged(request, exchange, grant));
        return await access.Issue(tx, plan with { Grant = grant }) with { IssuedTokenType = ReadExchange.AccessToken };
    }

    private static AuditEvent Exchanged(TokenRequest request, ExchangeRequest exchange, Grant grant) =>
        new("oauth_token_exchanged", AuditCategory.Token, "Exchange a token")
        {
            UserId = grant.UserId,
            SessionId = grant.SessionId,
            ResourceType = "oauth_grant",
            ResourceId = grant.Id.ToString(),
            MetadataJson = JsonText.Object(
                ("client_id", request.Client.ClientId), ("subject_client_id", exchange.Subject.ClientId),
                ("subject_token", exchange.Subject.TokenId.ToString()), ("scope", string.Join(' ', grant.Scopes)),
                ("audience", string.Join(' ', grant.Resources)), ("actor", exchange.Actor)),
        };

    private static AuditEvent Refused(TokenRequest request, OAuthError error) =>
        new("oauth_exchange_refused", AuditCategory.Security, "Refuse to exchange a token")
        {
            ResourceType = "oauth_client",
            ResourceId = request.Client.Id.ToString(),
            Failed = true,
            ResultCode = error.Code,
            Message = error.Description,
            Severity = AuditSeverity.Warning,
            MetadataJson = JsonText.Object(("client_id", request.Client.ClientId)),
        };
}
