using Keywright.Audit;
using Keywright.Database;
using Keywright.Security;

namespace Keywright.TwoFactor;

internal static class TwoFactorEvents
{
    public static AuditEvent Enabled(UserId user) => Change(user, "two_factor_enabled", "Turn the second factor on");

    public static AuditEvent Disabled(UserId user) => Change(user, "two_factor_disabled", "Turn the second factor off");

    public static AuditEvent CodesRenewed(UserId user) => Change(user, "recovery_codes_renewed", "Make new recovery codes");

    public static AuditEvent DeviceTrusted(UserId user) => Change(user, "device_trusted", "Let a device skip the second factor");

    public static AuditEvent Wrong(UserId user, string method) => Change(user, "two_factor_failed", "Answer with the second factor") with
    {
        Failed = true,
        ResultCode = "invalid_code",
        MetadataJson = JsonText.Object(("method", method)),
    };

    private static AuditEvent Change(UserId user, string type, string action) => new(type, AuditCategory.Security, action)
    {
        UserId = user,
        Severity = AuditSeverity.Warning,
    };
}
