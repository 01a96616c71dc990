using System.Text.Json;

namespace Keywright.Administration.Api;

/// <summary>
/// What the body of a call says of a client; <see cref="OAuth.Clients.ClientWish"/> judges it. An element tells absent, which leaves a
/// value as it is, from null, which brings its default back.
/// </summary>
internal sealed record ClientRequest
{
    public string? ClientId { get; init; }

    public string? ClientName { get; init; }

    public string? Status { get; init; }

    public IReadOnlyList<string?>? RedirectUris { get; init; }

    public IReadOnlyList<string?>? PostLogoutRedirectUris { get; init; }

    public IReadOnlyList<string?>? GrantTypes { get; init; }

    public IReadOnlyList<string?>? ResponseTypes { get; init; }

    public string? TokenEndpointAuthMethod { get; init; }

    public string? Scope { get; init; }

    public IReadOnlyList<string?>? Resources { get; init; }

    public JsonElement Jwks { get; init; }

    public JsonElement JwksUri { get; init; }

    public string? ApplicationType { get; init; }

    public string? SubjectType { get; init; }

    public JsonElement SectorIdentifierUri { get; init; }

    public JsonElement IdTokenSignedResponseAlg { get; init; }

    public IReadOnlyList<string?>? Contacts { get; init; }

    public JsonElement ClientUri { get; init; }

    public JsonElement LogoUri { get; init; }

    public JsonElement PolicyUri { get; init; }

    public JsonElement TosUri { get; init; }

    public bool? RequirePushedAuthorizationRequests { get; init; }

    public bool? DpopBoundAccessTokens { get; init; }

    public JsonElement DefaultMaxAge { get; init; }

    public bool? RequireAuthTime { get; init; }

    public JsonElement BackchannelLogoutUri { get; init; }

    public bool? BackchannelLogoutSessionRequired { get; init; }

    public string? AccessTokenFormat { get; init; }

    public JsonElement AccessTokenLifetime { get; init; }

    public JsonElement RefreshTokenLifetime { get; init; }

    public JsonElement AuthorizationCodeLifetime { get; init; }

    public bool? RequirePkce { get; init; }

    public string? Consent { get; init; }

    public JsonElement Profile { get; init; }

    public JsonElement RequestsPerMinute { get; init; }
}
