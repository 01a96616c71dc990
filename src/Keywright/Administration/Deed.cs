using Keywright.Audit;
using Keywright.Security;

namespace Keywright.Administration;

/// <summary>An act of administration: what it needs, and how the audit log tells of it, done or refused.</summary>
internal sealed record Deed(string Permission, string Type, string Action)
{
    /// <summary>Whether one who suffers it can't administer any more: then the last administrator must not.</summary>
    public bool TakesAway { get; init; }

    public AuditEvent Event(UserId? user, string resource, string id) => new(Type, AuditCategory.Admin, Action)
    {
        UserId = user,
        ResourceType = resource,
        ResourceId = id,
        Severity = AuditSeverity.Warning,
    };
}
