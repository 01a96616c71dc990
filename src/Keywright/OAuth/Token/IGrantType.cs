namespace Keywright.OAuth.Token;

/// <summary>A way to tokens: one file a grant.</summary>
internal interface IGrantType
{
    /// <summary>The <c>grant_type</c> of RFC 6749 §4.</summary>
    string Name { get; }

    ValueTask<TokenResult> Redeem(TokenRequest request);
}
