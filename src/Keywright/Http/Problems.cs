using Keywright.Database;

namespace Keywright.Http;

/// <summary>The refusals of the API as RFC 9457 problems.</summary>
internal static class Problems
{
    public static ProblemResult Of(ProblemCode code, string detail, TimeSpan? retryAfter = null) =>
        new(code, detail) { RetryAfter = retryAfter };

    /// <summary>422: one field is well-formed and unacceptable.</summary>
    public static ProblemResult Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>422: every field that is unacceptable, with all its messages.</summary>
    public static ProblemResult Invalid(IDictionary<string, string[]> errors) =>
        new(ProblemCode.ValidationFailed, "The request is well-formed, but not acceptable: see errors.") { Errors = errors };

    /// <summary>503: the world broke, not the request. When to come back is a guess: a fail-over takes seconds, a queue less.</summary>
    public static ProblemResult Of(DatabaseProblem problem) => problem switch
    {
        DatabaseProblem.Busy => Of(ProblemCode.Busy, "Too much is going on. Try again shortly.", TimeSpan.FromSeconds(1)),
        DatabaseProblem.OutcomeUnknown => Of(
            ProblemCode.OutcomeUnknown, "It is not known whether the change was made. Look before you repeat it.", TimeSpan.FromSeconds(2)),
        _ => Of(ProblemCode.Unavailable, "The database is away. Nothing was changed.", TimeSpan.FromSeconds(2)),
    };
}
