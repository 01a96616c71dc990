namespace Keywright.Http;

/// <summary>Finds out who calls. The order of the tree forbids this folder to know sessions and tokens, hence the interface.</summary>
internal interface ICallers
{
    ValueTask<CallerOutcome> Identify(HttpContext context, CancellationToken ct);
}

/// <summary>What a request's credential, if it has one, turned out to be.</summary>
internal abstract record CallerOutcome
{
    private CallerOutcome()
    {
    }

    public sealed record Known(Caller Caller) : CallerOutcome;

    public sealed record Anonymous : CallerOutcome
    {
        public static readonly Anonymous Instance = new();
    }

    /// <summary>There was a credential and it does not work. <paramref name="Detail"/> is for the caller to read.</summary>
    public sealed record Refused(ProblemCode Code, string Detail) : CallerOutcome;
}
