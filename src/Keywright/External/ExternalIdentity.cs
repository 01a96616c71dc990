namespace Keywright.External;

/// <summary>
/// Who somebody is at a provider: the issuer and the subject, nothing else. An address may pass to somebody else, so it is a hint at most.
/// </summary>
internal sealed record ExternalIdentity(string Issuer, string Subject)
{
    public string? Email { get; init; }

    /// <summary>Whether the provider has verified the address, and is believed.</summary>
    public bool IsEmailVerified { get; init; }

    public string? Name { get; init; }

    /// <summary>The provider's answer with its tokens, where these are to be kept.</summary>
    public byte[]? Tokens { get; init; }
}

/// <summary>What came of asking a provider.</summary>
/// <param name="Failure">Why there is no identity: the code that the application is told.</param>
/// <param name="Reason">The same for the audit log.</param>
internal sealed record ProvenIdentity(ExternalIdentity? Identity, string? Failure = null, string? Reason = null)
{
    public static ProvenIdentity Unavailable(string reason) => new(null, "provider_unavailable", reason);

    public static ProvenIdentity Refused(string reason) => new(null, "provider_failed", reason);
}
