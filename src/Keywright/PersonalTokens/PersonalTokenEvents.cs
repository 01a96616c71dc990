using Keywright.Audit;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.PersonalTokens;

internal static class PersonalTokenEvents
{
    public static AuditEvent Created(PersonalToken token) => new("token_created", AuditCategory.Token, "Create a personal access token")
    {
        UserId = token.Owner.UserId,
        ResourceType = "personal_access_token",
        ResourceId = token.Id.ToString(),
        MetadataJson = JsonText.Object(
            ("name", token.Name), ("abilities", string.Join(' ', token.Abilities)),
            ("service_account", token.Owner.ServiceAccountId?.ToString())),
    };

    public static AuditEvent Revoked(TokenOwner owner, PersonalTokenId id) =>
        new("token_revoked", AuditCategory.Token, "Revoke a personal access token")
        {
            UserId = owner.UserId,
            ResourceType = "personal_access_token",
            ResourceId = id.ToString(),
            MetadataJson = owner.ServiceAccountId is { } account ? JsonText.Object(("service_account", account.ToString())) : null,
        };
}
