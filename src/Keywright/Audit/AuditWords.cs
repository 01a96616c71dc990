namespace Keywright.Audit;

/// <summary>The words of the audit table's CHECK constraints.</summary>
internal static class AuditWords
{
    public static string Word(this AuditCategory category) => category switch
    {
        AuditCategory.Authentication => "authentication",
        AuditCategory.Account => "account",
        AuditCategory.Security => "security",
        AuditCategory.Token => "token",
        AuditCategory.Role => "role",
        AuditCategory.Admin => "admin",
        AuditCategory.System => "system",
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };

    public static string Word(this AuditSeverity severity) => severity switch
    {
        AuditSeverity.Debug => "debug",
        AuditSeverity.Info => "info",
        AuditSeverity.Warning => "warning",
        AuditSeverity.Error => "error",
        AuditSeverity.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };
}
