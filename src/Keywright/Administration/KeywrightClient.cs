using System.Text.Json;
using Keywright.Administration.Api;
using Keywright.OAuth.Clients;

namespace Keywright.Administration;

/// <summary>An OAuth client as the code API shows it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="ClientId">What it calls itself: an id of ours, or the https URL of its metadata document.</param>
/// <param name="Status">active or disabled.</param>
/// <param name="Registration">manual, dynamic or document: how it came to be known.</param>
/// <param name="Settings">All that is known of it, but for its secret.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record KeywrightClient(
    Guid Id, string ClientId, string Status, string Registration, KeywrightClientSettings Settings, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static KeywrightClient Of(OAuthClient client)
    {
        var view = ClientView.Of(client);
        return new(view.Id, view.ClientId, view.Status, view.Registration, SettingsOf(client), view.CreatedAt, view.UpdatedAt);
    }

    private static KeywrightClientSettings SettingsOf(OAuthClient client) => new()
    {
        ClientName = client.Name,
        RedirectUris = client.RedirectUris,
        PostLogoutRedirectUris = client.PostLogoutRedirectUris,
        GrantTypes = client.GrantTypes,
        ResponseTypes = client.ResponseTypes,
        TokenEndpointAuthMethod = client.AuthMethod,
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
    };
}

/// <summary>An OAuth client with the text of its new secret.</summary>
/// <param name="Secret">kw_cs_…: shown this once, stored only as a hash; null when it uses none.</param>
/// <param name="Client">What is kept.</param>
public sealed record CreatedClient(string? Secret, KeywrightClient Client)
{
    /// <summary>Without the secret: a result that is logged by accident gives nothing away.</summary>
    public override string ToString() => $"CreatedClient {{ Client = {Client} }}";
}
