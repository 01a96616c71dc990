using System.Text.Json;
using System.Text.Json.Serialization;
using Keywright.OAuth.Clients;

namespace Keywright.Administration.Api;

/// <summary>An OAuth client on the wire: the members of RFC 7591 §2 by their names, and ours. Never a secret.</summary>
internal sealed record ClientView(Guid Id, string ClientId, string ClientName, string Status, string Registration)
{
    public required IReadOnlyList<string> RedirectUris { get; init; }

    public required IReadOnlyList<string> PostLogoutRedirectUris { get; init; }

    public required IReadOnlyList<string> GrantTypes { get; init; }

    public required IReadOnlyList<string> ResponseTypes { get; init; }

    public required string TokenEndpointAuthMethod { get; init; }

    public bool HasSecret { get; init; }

    public DateTimeOffset? PreviousSecretExpiresAt { get; init; }

    /// <summary>With blanks between them, as RFC 7591 has it.</summary>
    public required string Scope { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public JsonElement? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public required string ApplicationType { get; init; }

    public required string SubjectType { get; init; }

    public string? SectorIdentifierUri { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }

    public required IReadOnlyList<string> Contacts { get; init; }

    public string? ClientUri { get; init; }

    public string? LogoUri { get; init; }

    public string? PolicyUri { get; init; }

    public string? TosUri { get; init; }

    public bool RequirePushedAuthorizationRequests { get; init; }

    public bool DpopBoundAccessTokens { get; init; }

    public int? DefaultMaxAge { get; init; }

    public bool RequireAuthTime { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public bool BackchannelLogoutSessionRequired { get; init; }

    public required string AccessTokenFormat { get; init; }

    public int? AccessTokenLifetime { get; init; }

    public int? RefreshTokenLifetime { get; init; }

    public int? AuthorizationCodeLifetime { get; init; }

    public bool RequirePkce { get; init; }

    public required string Consent { get; init; }

    public string? Profile { get; init; }

    public int? RequestsPerMinute { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Only in the answer that made it: kw_cs_…</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    public static ClientView Of(OAuthClient client) => new(
        client.Id.Value, client.ClientId, client.Name, client.IsActive ? "active" : "disabled", Word(client.Registration))
    {
        RedirectUris = client.RedirectUris,
        PostLogoutRedirectUris = client.PostLogoutRedirectUris,
        GrantTypes = client.GrantTypes,
        ResponseTypes = client.ResponseTypes,
        TokenEndpointAuthMethod = client.AuthMethod,
        HasSecret = client.SecretHash is not null || client.ImportedSecretHash is not null,
        PreviousSecretExpiresAt = client.PreviousSecretExpiresAt,
        Scope = string.Join(' ', client.Scopes),
        Resources = client.Resources,
        Jwks = client.Jwks is { } keys ? JsonElement.Parse(keys) : null,
        JwksUri = client.JwksUri,
        ApplicationType = client.ApplicationType,
        SubjectType = client.SubjectType,
        SectorIdentifierUri = client.SectorIdentifierUri,
        IdTokenSignedResponseAlg = client.IdTokenAlgorithm,
        Contacts = client.Contacts,
        ClientUri = client.Uri,
        LogoUri = client.LogoUri,
        PolicyUri = client.PolicyUri,
        TosUri = client.TosUri,
        RequirePushedAuthorizationRequests = client.RequirePushedRequests,
        DpopBoundAccessTokens = client.DpopBoundAccessTokens,
        DefaultMaxAge = (int?)client.DefaultMaxAge?.TotalSeconds,
        RequireAuthTime = client.RequireAuthTime,
        BackchannelLogoutUri = client.BackchannelLogoutUri,
        BackchannelLogoutSessionRequired = client.BackchannelLogoutSessionRequired,
        AccessTokenFormat = client.AccessTokenFormat,
        AccessTokenLifetime = (int?)client.AccessTokenLifetime?.TotalSeconds,
        RefreshTokenLifetime = (int?)client.RefreshTokenLifetime?.TotalSeconds,
        AuthorizationCodeLifetime = (int?)client.CodeLifetime?.TotalSeconds,
        RequirePkce = client.RequirePkce,
        Consent = client.AsksConsent ? "required" : "implied",
        Profile = client.IsFapi2 ? "fapi2" : null,
        RequestsPerMinute = client.RequestsPerMinute,
        CreatedAt = client.CreatedAt,
        UpdatedAt = client.UpdatedAt,
    };

    private static string Word(ClientRegistration registration) => registration switch
    {
        ClientRegistration.Dynamic => "dynamic",
        ClientRegistration.Document => "document",
        _ => "manual",
    };
}
