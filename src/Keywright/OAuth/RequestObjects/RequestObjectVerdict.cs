namespace Keywright.OAuth.RequestObjects;

/// <summary>What became of a request object.</summary>
internal abstract record RequestObjectVerdict
{
    private RequestObjectVerdict()
    {
    }

    /// <summary>The client signed these parameters, and no others count (RFC 9101 §5).</summary>
    public sealed record Verified(IReadOnlyList<KeyValuePair<string, string>> Parameters) : RequestObjectVerdict;

    /// <summary><c>invalid_request_object</c>.</summary>
    public sealed record Refused(OAuthError Error) : RequestObjectVerdict;
}
