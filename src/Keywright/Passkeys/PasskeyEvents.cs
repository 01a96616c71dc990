using Keywright.Audit;
using Keywright.Security;

namespace Keywright.Passkeys;

internal static class PasskeyEvents
{
    public static AuditEvent Added(UserId user, PasskeyId id) => Change(user, id, "passkey_added", "Add a passkey");

    public static AuditEvent Renamed(UserId user, PasskeyId id) =>
        Change(user, id, "passkey_renamed", "Rename a passkey") with { Severity = AuditSeverity.Info };

    public static AuditEvent Removed(UserId user, PasskeyId id) => Change(user, id, "passkey_removed", "Remove a passkey");

    private static AuditEvent Change(UserId user, PasskeyId id, string type, string action) => new(type, AuditCategory.Security, action)
    {
        UserId = user,
        ResourceType = "passkey",
        ResourceId = id.ToString(),
        Severity = AuditSeverity.Warning,
    };
}
