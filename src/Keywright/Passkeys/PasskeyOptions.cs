namespace Keywright.Passkeys;

/// <summary>Passkeys. Section <c>Passkeys</c>. Their domain is the host of <c>PublicUrl</c>, whatever a request says.</summary>
public sealed class PasskeyOptions
{
    /// <summary>
    /// Other sites of the same people (<c>https://example.co.uk</c>) on whose pages the passkeys work too: WebAuthn's related origins.
    /// </summary>
    public IList<string> RelatedOrigins { get; } = [];
}

/// <summary>Where passkeys are at home.</summary>
/// <param name="Domain">WebAuthn's <c>rp.id</c>, or null where there can be none: an IP address is not a domain.</param>
/// <param name="Origins">The pages whose ceremonies count, our own first.</param>
internal sealed record PasskeySite(string? Domain, IReadOnlyList<string> Origins);
