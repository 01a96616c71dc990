using Keywright.Http;

namespace Keywright.Audit;

internal static class CallAudit
{
    /// <summary>Who calls, and by which request. The path is kept without its query, which may hold secrets.</summary>
    public static AuditOrigin Origin(this Call call) => new(
        call.CallerOrNull?.UserId.Value, call.CallerOrNull?.SessionId, call.Address, call.UserAgent, call.Method, call.Path, []);
}
