using Keywright.Security;

namespace Keywright.OAuth.Clients;

/// <summary>How a client came to be known.</summary>
internal enum ClientRegistration
{
    /// <summary>An administrator, the command line or the application made it.</summary>
    Manual,

    /// <summary>It registered itself (RFC 7591).</summary>
    Dynamic,

    /// <summary>Its client_id is the URL of a document that describes it.</summary>
    Document,
}

/// <summary>A client of the OAuth server: the metadata of RFC 7591, and what only we decide about it.</summary>
/// <param name="Id">The row.</param>
/// <param name="ClientId">What it is called on the wire: an id of ours, or the https URL of its metadata document.</param>
/// <param name="AuthMethod"><c>none</c>, <c>client_secret_basic</c>, <c>client_secret_post</c> or <c>private_key_jwt</c>.</param>
internal sealed record OAuthClient(ClientId Id, string ClientId, string Name, string AuthMethod)
{
    public ClientRegistration Registration { get; init; }

    public bool IsActive { get; init; } = true;

    public string? Uri { get; init; }

    public string? LogoUri { get; init; }

    public string? PolicyUri { get; init; }

    public string? TosUri { get; init; }

    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary><c>web</c> or <c>native</c> (OpenID Connect Registration §2).</summary>
    public string ApplicationType { get; init; } = "web";

    /// <summary>SHA-256 of a secret of 256 random bits.</summary>
    public byte[]? SecretHash { get; init; }

    public DateTimeOffset? SecretExpiresAt { get; init; }

    /// <summary>The secret before the last rotation, for as long as the client may still use it.</summary>
    public byte[]? PreviousSecretHash { get; init; }

    public DateTimeOffset? PreviousSecretExpiresAt { get; init; }

    /// <summary>A secret of unknown strength from elsewhere, as a password hash, for as long as there is no other.</summary>
    public string? ImportedSecretHash { get; init; }

    /// <summary>The same after a rotation: until <see cref="PreviousSecretExpiresAt"/>.</summary>
    public string? PreviousImportedSecretHash { get; init; }

    /// <summary>The client's public keys, as a JWK Set.</summary>
    public string? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    public IReadOnlyList<string> GrantTypes { get; init; } = [];

    public IReadOnlyList<string> ResponseTypes { get; init; } = [];

    /// <summary>What it may ask for. Empty: the standard scopes of OpenID Connect.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The resources (RFC 8707) that it may ask tokens for. Empty: any that is known.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary><c>public</c> or <c>pairwise</c> (OpenID Connect Core §8).</summary>
    public string SubjectType { get; init; } = "public";

    public string? SectorIdentifierUri { get; init; }

    /// <summary>What ID tokens are signed with for it: null for the default of <c>Keys:Algorithm</c>.</summary>
    public string? IdTokenAlgorithm { get; init; }

    /// <summary><c>jwt</c> (RFC 9068) or <c>opaque</c>.</summary>
    public string AccessTokenFormat { get; init; } = "jwt";

    public TimeSpan? AccessTokenLifetime { get; init; }

    public TimeSpan? RefreshTokenLifetime { get; init; }

    public TimeSpan? CodeLifetime { get; init; }

    public TimeSpan? DefaultMaxAge { get; init; }

    public bool RequireAuthTime { get; init; }

    public bool RequirePkce { get; init; } = true;

    public bool RequirePushedRequests { get; init; }

    public bool DpopBoundAccessTokens { get; init; }

    /// <summary>Whether it must fit FAPI 2.0.</summary>
    public bool IsFapi2 { get; init; }

    /// <summary>Whether its users are asked: not for the operator's own applications.</summary>
    public bool AsksConsent { get; init; } = true;

    public string? BackchannelLogoutUri { get; init; }

    public bool BackchannelLogoutSessionRequired { get; init; }

    /// <summary>Calls of the token endpoint and its like a minute; null for what holds for all.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>When its document was fetched last, where it has one.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Until when nobody has to fetch its document again.</summary>
    public DateTimeOffset? FetchedUntil { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// Somebody looked at it before it was registered. The others may be anybody's: without the user's doing no browser is sent to them
    /// (RFC 9700 §4.11.2).
    /// </summary>
    public bool IsVouchedFor => Registration == ClientRegistration.Manual;

    /// <summary>Nobody proves to be it: it has no secret that others have not (RFC 6749 §2.1).</summary>
    public bool IsPublic => AuthMethod == "none";

    /// <summary>It proves who it is with a secret that both sides know.</summary>
    public bool UsesSecret => AuthMethod is "client_secret_basic" or "client_secret_post";

    /// <summary>Whether FAPI 2.0 rules over it: its own registration says so, or <c>OAuth:Profile</c> for all.</summary>
    public bool MustFitFapi2(OAuthOptions options) => IsFapi2 || options.Profile == OAuthProfile.Fapi2;

    /// <summary>FAPI 2.0 Security Profile §5.3.2.1: what a registration must say.</summary>
    public bool FitsFapi2 => AuthMethod == "private_key_jwt" && IdTokenAlgorithm != "RS256"
        && RedirectUris.All(uri => uri.StartsWith("https://", StringComparison.Ordinal));

    public bool Allows(string grantType) => GrantTypes.Contains(grantType, StringComparer.Ordinal);
}
