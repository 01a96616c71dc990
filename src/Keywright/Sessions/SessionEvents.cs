using Keywright.Audit;
using Keywright.Security;

namespace Keywright.Sessions;

internal static class SessionEvents
{
    public static AuditEvent Ended(UserId user, SessionId session) => new("session_revoked", AuditCategory.Authentication, "End a session")
    {
        UserId = user,
        ResourceType = "session",
        ResourceId = session.ToString(),
    };

    public static AuditEvent Trusted(UserId user, SessionId session) => new("session_trusted", AuditCategory.Security, "Trust a session")
    {
        UserId = user,
        ResourceType = "session",
        ResourceId = session.ToString(),
    };
}
