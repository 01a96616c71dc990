using System.Globalization;
using Keywright.Audit;
using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Token;
using Keywright.Security;

namespace Keywright.OAuth;

/// <summary>What the audit log tells of clients and their tokens.</summary>
internal static class OAuthEvents
{
    public static AuditEvent Issued(OAuthClient client, Grant grant) =>
        Of(client, grant, "oauth_tokens_issued", "Issue tokens to a client");

    /// <summary>To a client that acts for itself.</summary>
    public static AuditEvent Issued(OAuthClient client, Granted granted) =>
        new("oauth_client_token_issued", AuditCategory.Token, "Issue a token to a client for itself")
        {
            ResourceType = "oauth_client",
            ResourceId = client.Id.ToString(),
            MetadataJson = JsonText.Object(
                ("client_id", client.ClientId), ("token", granted.TokenId.ToString()), ("scope", string.Join(' ', granted.Scopes)),
                ("audience", string.Join(' ', granted.Audience))),
        };

    public static AuditEvent Introspected(OAuthClient client, bool isActive) =>
        new("oauth_token_introspected", AuditCategory.Token, "Ask whether a token works")
        {
            ResourceType = "oauth_client",
            ResourceId = client.Id.ToString(),
            MetadataJson = JsonText.Object(("client_id", client.ClientId), ("active", isActive ? "yes" : "no")),
        };

    public static AuditEvent Refreshed(OAuthClient client, Grant grant) =>
        Of(client, grant, "oauth_token_refreshed", "Refresh a client's token");

    public static AuditEvent Revoked(OAuthClient client, Grant grant) =>
        Of(client, grant, "oauth_grant_revoked", "Revoke a client's tokens");

    public static AuditEvent Disconnected(OAuthClient client, UserId user, int grants) =>
        new("oauth_app_disconnected", AuditCategory.Token, "Take back what a client was allowed")
        {
            UserId = user,
            ResourceType = "oauth_client",
            ResourceId = client.Id.ToString(),
            MetadataJson = JsonText.Object(
                ("client_id", client.ClientId), ("grants", grants.ToString(CultureInfo.InvariantCulture))),
        };

    public static AuditEvent CodeReplayed(OAuthClient client, Grant grant) =>
        Of(client, grant, "oauth_code_reused", "End what a copied authorization code was redeemed for") with
        {
            Category = AuditCategory.Security,
            Failed = true,
            ResultCode = "invalid_grant",
            Severity = AuditSeverity.Critical,
        };

    public static AuditEvent RefreshReused(OAuthClient client, Grant grant) =>
        Of(client, grant, "oauth_refresh_token_reused", "End a grant whose refresh token was copied") with
        {
            Category = AuditCategory.Security,
            Failed = true,
            ResultCode = "invalid_grant",
            Severity = AuditSeverity.Critical,
        };

    public static AuditEvent CodeRefused(OAuthClient client, UserId user, OAuthError error) =>
        new("oauth_code_refused", AuditCategory.Security, "Refuse an authorization code")
        {
            UserId = user,
            Failed = true,
            ResultCode = error.Code,
            Message = error.Description,
            Severity = AuditSeverity.Warning,
            ResourceType = "oauth_client",
            ResourceId = client.Id.ToString(),
        };

    private static AuditEvent Of(OAuthClient client, Grant grant, string type, string action) => new(type, AuditCategory.Token, action)
    {
        UserId = grant.UserId,
        SessionId = grant.SessionId,
        ResourceType = "oauth_grant",
        ResourceId = grant.Id.ToString(),
        MetadataJson = JsonText.Object(
            ("client_id", client.ClientId), ("grant_type", grant.GrantType), ("scope", string.Join(' ', grant.Scopes))),
    };
}
