namespace Keywright.OAuth.Token;

/// <summary>What a grant comes to: tokens, or a refusal.</summary>
internal abstract record TokenResult
{
    private TokenResult()
    {
    }

    public sealed record Issued(Granted Granted) : TokenResult;

    public sealed record Refused(OAuthError Error) : TokenResult;

    public static implicit operator TokenResult(OAuthError error) => new Refused(error);

    public static implicit operator TokenResult(Granted granted) => new Issued(granted);
}
