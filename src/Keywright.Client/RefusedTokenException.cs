namespace Keywright.Client;

/// <summary>Carries a verdict from authentication to the challenge; never thrown.</summary>
internal sealed class RefusedTokenException(TokenVerdict verdict) : Exception((verdict as TokenVerdict.Refused)?.Description)
{
    public TokenVerdict Verdict { get; } = verdict;
}
