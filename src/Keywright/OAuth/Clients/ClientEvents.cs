using Keywright.Audit;
using Keywright.Database;

namespace Keywright.OAuth.Clients;

/// <summary>What the audit log tells of clients.</summary>
internal static class ClientEvents
{
    public static AuditEvent Created(OAuthClient client) => Of("oauth_client_created", "Make an OAuth client", client);

    public static AuditEvent Updated(OAuthClient client) => Of("oauth_client_updated", "Change an OAuth client", client);

    public static AuditEvent Disabled(OAuthClient client) => Of("oauth_client_disabled", "Disable an OAuth client", client);

    public static AuditEvent Enabled(OAuthClient client) => Of("oauth_client_enabled", "Enable an OAuth client", client);

    public static AuditEvent Deleted(OAuthClient client) => Of("oauth_client_deleted", "Delete an OAuth client", client);

    public static AuditEvent SecretRotated(OAuthClient client) =>
        Of("oauth_client_secret_rotated", "Give an OAuth client a new secret", client);

    private static AuditEvent Of(string type, string action, OAuthClient client) => new(type, AuditCategory.Admin, action)
    {
        ResourceType = "oauth_client",
        ResourceId = client.Id.ToString(),
        Severity = AuditSeverity.Warning,
        MetadataJson = JsonText.Object(
            ("client_id", client.ClientId), ("client_name", client.Name), ("token_endpoint_auth_method", client.AuthMethod),
            ("grant_types", string.Join(' ', client.GrantTypes)), ("redirect_uris", string.Join(' ', client.RedirectUris)),
            ("scope", string.Join(' ', client.Scopes))),
    };
}
