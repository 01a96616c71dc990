namespace Keywright.OAuth;

/// <summary>What this folder needs of the options that live above it.</summary>
/// <param name="Issuer">PublicUrl without a slash at its end: the <c>iss</c> of everything (RFC 8414 §2).</param>
/// <param name="Pages">Where pages are: a path, or empty.</param>
/// <param name="Registration">Who may register a client.</param>
internal sealed record OAuthSettings(string Issuer, string Pages, DynamicRegistration Registration = DynamicRegistration.Off)
{
    public string At(string path) => Issuer + path;
}
