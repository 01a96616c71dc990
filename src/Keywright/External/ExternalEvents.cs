using Keywright.Audit;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.External;

internal static class ExternalEvents
{
    public static AuditEvent Linked(UserId user, ExternalAccountId id, string provider) =>
        Change(user, id, provider, "external_account_linked", "Link an external account");

    public static AuditEvent Unlinked(UserId user, ExternalAccountId id, string provider) =>
        Change(user, id, provider, "external_account_unlinked", "Unlink an external account");

    /// <param name="reason">What of the provider's answer was wrong, in words of ours.</param>
    public static AuditEvent Failed(UserId? user, string provider, string code, string? reason = null) =>
        new("external_login", AuditCategory.Authentication, "Sign in with a provider")
        {
            UserId = user,
            Failed = true,
            ResultCode = code,
            Severity = AuditSeverity.Warning,
            MetadataJson = JsonText.Object(("provider", provider), ("reason", reason)),
        };

    private static AuditEvent Change(UserId user, ExternalAccountId id, string provider, string type, string action) =>
        new(type, AuditCategory.Security, action)
        {
            UserId = user,
            ResourceType = "external_account",
            ResourceId = id.ToString(),
            Severity = AuditSeverity.Warning,
            MetadataJson = JsonText.Object(("provider", provider)),
        };
}
