namespace Keywright.OAuth;

/// <summary>Which rules hold beside those of OAuth 2.1.</summary>
public enum OAuthProfile
{
    /// <summary>None; single clients may be registered for more.</summary>
    Standard,

    /// <summary>
    /// FAPI 2.0 Security Profile, for every client: <c>private_key_jwt</c>, pushed requests, tokens that are bound to their sender by DPoP.
    /// A client that does not fit is refused.
    /// </summary>
    Fapi2,
}
