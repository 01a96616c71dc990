using System.Text.Json;

namespace Keywright.Administration;

/// <summary>
/// What can be said of an OAuth client: the metadata of RFC 7591 §2 and OpenID Connect Registration §2, and what only this server knows.
/// A null says nothing: the value stays, or has its default.
/// </summary>
public sealed record KeywrightClientSettings
{
#pragma warning disable CA1056 // Addresses of clients are compared character for character: a Uri would write them in its own way.
    /// <summary>What users are told that they sign in to.</summary>
    public string? ClientName { get; init; }

    /// <summary>Where answers may be sent: each in full, compared character for character.</summary>
    public IReadOnlyList<string>? RedirectUris { get; init; }

    /// <summary>Where a browser may be sent after signing out.</summary>
    public IReadOnlyList<string>? PostLogoutRedirectUris { get; init; }

    /// <summary>authorization_code (the default), refresh_token, client_credentials, or the URN of device code or token exchange.</summary>
    public IReadOnlyList<string>? GrantTypes { get; init; }

    /// <summary>Only code, with the grant type authorization_code.</summary>
    public IReadOnlyList<string>? ResponseTypes { get; init; }

    /// <summary>
    /// client_secret_basic (the default), client_secret_post, private_key_jwt, or none for an application that keeps no secret.
    /// </summary>
    public string? TokenEndpointAuthMethod { get; init; }

    /// <summary>What it may ask for, with blanks between; without it the standard scopes of OpenID Connect.</summary>
    public string? Scope { get; init; }

    /// <summary>The resources (RFC 8707) that it may ask tokens for; without it any that is known.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Its public keys, a JWK Set.</summary>
    public JsonElement? Jwks { get; init; }

    /// <summary>Where its public keys are.</summary>
    public string? JwksUri { get; init; }

    /// <summary>web (the default) or native.</summary>
    public string? ApplicationType { get; init; }

    /// <summary>public (the default) or pairwise: whether it calls a user as all others do.</summary>
    public string? SubjectType { get; init; }

    /// <summary>The document that lists the redirect URIs of all clients that call users alike.</summary>
    public string? SectorIdentifierUri { get; init; }

    /// <summary>ES256, RS256 or PS256; without it what <c>Keys:Algorithm</c> says.</summary>
    public string? IdTokenSignedResponseAlg { get; init; }

    /// <summary>Who answers for it.</summary>
    public IReadOnlyList<string>? Contacts { get; init; }

    /// <summary>Its home page.</summary>
    public string? ClientUri { get; init; }

    /// <summary>Its picture.</summary>
    public string? LogoUri { get; init; }

    /// <summary>What it does with data.</summary>
    public string? PolicyUri { get; init; }

    /// <summary>Its terms.</summary>
    public string? TosUri { get; init; }

    /// <summary>Whether it must push its authorization requests (RFC 9126).</summary>
    public bool? RequirePushedAuthorizationRequests { get; init; }

    /// <summary>Whether its access tokens are bound to a key of its own (RFC 9449).</summary>
    public bool? DpopBoundAccessTokens { get; init; }

    /// <summary>After how many seconds its users sign in anew, where it says nothing else.</summary>
    public int? DefaultMaxAge { get; init; }

    /// <summary>Whether its ID tokens always tell when the user signed in.</summary>
    public bool? RequireAuthTime { get; init; }

    /// <summary>Where it is told that a session has ended.</summary>
    public string? BackchannelLogoutUri { get; init; }

    /// <summary>Whether it is told which session.</summary>
    public bool? BackchannelLogoutSessionRequired { get; init; }

    /// <summary>jwt (the default) or opaque.</summary>
    public string? AccessTokenFormat { get; init; }

    /// <summary>In seconds; without it what holds for all.</summary>
    public int? AccessTokenLifetime { get; init; }

    /// <summary>In seconds; without it what holds for all.</summary>
    public int? RefreshTokenLifetime { get; init; }

    /// <summary>In seconds; without it what holds for all.</summary>
    public int? AuthorizationCodeLifetime { get; init; }

    /// <summary>True unless a confidential client can't.</summary>
    public bool? RequirePkce { get; init; }

    /// <summary>required (the default), or implied for the operator's own applications: their users are not asked.</summary>
    public string? Consent { get; init; }

    /// <summary>fapi2, or nothing.</summary>
    public string? Profile { get; init; }

    /// <summary>Calls a minute of the token endpoint and its like; without it what holds for all.</summary>
    public int? RequestsPerMinute { get; init; }
#pragma warning restore CA1056
}
