namespace Keywright.Sessions.Risk;

/// <summary>How unlike its user's others a sign-in is, 0 to 100, and why: words of <see cref="RiskSignals"/>.</summary>
internal sealed record RiskVerdict(int Score, IReadOnlyList<string> Reasons)
{
    public static readonly RiskVerdict None = new(0, []);
}
