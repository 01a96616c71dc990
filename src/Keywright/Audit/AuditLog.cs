using Keywright.Database;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary>Writes audit events inside the caller's unit of work: the fact and its record stay together. Append-only.</summary>
internal sealed class AuditLog(AuditOptions options)
{
    public ValueTask Add(Tx tx, AuditOrigin origin, AuditEvent fact) => AuditStore.Add(tx, [Row(origin, fact, tx.Now)]);

    public AuditRow Row(AuditOrigin origin, AuditEvent fact, DateTimeOffset at)
    {
        var (policy, keep) = Retention(fact);
        return new AuditRow(AuditIds.Next(at), at, origin, fact)
        {
            Policy = policy,
            ExpiresAt = at + keep,
            ResponseStatus = ResponseStatus(origin, fact),
        };
    }

    private (string Policy, TimeSpan? Keep) Retention(AuditEvent fact) =>
        fact.IsPermanent ? (RetentionPolicy.Permanent, null)
        : fact.Category == AuditCategory.Security || fact.Severity >= AuditSeverity.Error
            ? (RetentionPolicy.Security, options.SecurityRetention)
        : fact.Category is AuditCategory.Authentication or AuditCategory.System
            ? (RetentionPolicy.Standard, options.StandardRetention)
        : (RetentionPolicy.Extended, options.ExtendedRetention);

    // Only a request has one, and of a refusal only the code tells it.
    private static int? ResponseStatus(AuditOrigin origin, AuditEvent fact) =>
        origin.Method is null ? null
        : !fact.Failed ? origin.SuccessStatus
        : ProblemCode.All.FirstOrDefault(problem => problem.Code == fact.ResultCode)?.Status;
}
