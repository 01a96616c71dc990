using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.External;

/// <summary>Where a provider's endpoints are.</summary>
/// <param name="Issuer">As its tokens name it; Microsoft's has a place for the tenant.</param>
internal sealed record ProviderMetadata(string Issuer, Uri Authorization, Uri Token)
{
    public const string Tenant = "{tenantid}";

    public Uri? Keys { get; init; }

    public Uri? User { get; init; }

    public Uri? Emails { get; init; }

    /// <summary>Whether an answer must name the issuer (RFC 9207 §2.4).</summary>
    public bool SendsIssuer { get; init; }

    /// <summary>Whether the secret goes into the body: where the provider does not take it as HTTP Basic.</summary>
    public bool SecretInBody { get; init; }

    /// <summary>What a discovery document says (OpenID Connect Discovery §3), or null where it is not the authority's (§4.3).</summary>
    public static ProviderMetadata? Parse(ExternalProvider provider, JsonElement document)
    {
        var issuer = document.Text("issuer");
        if (issuer is null || (issuer.TrimEnd('/') != provider.Authority && !IsMicrosofts(provider, issuer))
            || Address(document, "authorization_endpoint") is not { } authorization
            || Address(document, "token_endpoint") is not { } token || Address(document, "jwks_uri") is not { } keys)
        {
            return null;
        }

        return new ProviderMetadata(issuer, authorization, token)
        {
            Keys = keys,
            User = Address(document, "userinfo_endpoint"),
            SendsIssuer = document.TryGetProperty("authorization_response_iss_parameter_supported", out var sends)
                && sends.ValueKind == JsonValueKind.True,
            SecretInBody = document.TryGetProperty("token_endpoint_auth_methods_supported", out var methods)
                && methods.ValueKind == JsonValueKind.Array
                && !methods.EnumerateArray().Any(one => StrictJson.TextOf(one) == "client_secret_basic"),
        };
    }

    /// <summary>Of those that have no discovery document.</summary>
    public static ProviderMetadata? Of(ExternalProvider provider) => provider.Preset switch
    {
        ExternalPreset.Github => Github(provider.Authority),
        ExternalPreset.Discord => new(
            provider.Authority, new Uri(provider.Authority + "/oauth2/authorize"), new Uri(provider.Authority + "/api/oauth2/token"))
        {
            User = new Uri(provider.Authority + "/api/users/@me"),
            SecretInBody = true,
        },
        _ => null,
    };

    // Microsoft's authorities go by other names than their issuers: common and organizations sign for every tenant, consumers and a domain
    // stand for the id of one. It is believed for the path alone, not for another host.
    private static bool IsMicrosofts(ExternalProvider provider, string issuer)
    {
        if (provider.Preset != ExternalPreset.Microsoft || !Uri.TryCreate(provider.Authority, UriKind.Absolute, out var authority))
        {
            return false;
        }

        var origin = authority.GetLeftPart(UriPartial.Authority) + "/";
        return issuer.StartsWith(origin, StringComparison.Ordinal)
            && issuer[origin.Length..].Split('/') is [var tenant, "v2.0"]
            && (tenant == Tenant || Guid.TryParseExact(tenant, "D", out _));
    }

    private static ProviderMetadata Github(string authority)
    {
        var api = authority == "https://github.com" ? "https://api.github.com" : authority + "/api/v3";
        return new(authority, new Uri(authority + "/login/oauth/authorize"), new Uri(authority + "/login/oauth/access_token"))
        {
            User = new Uri(api + "/user"),
            Emails = new Uri(api + "/user/emails"),
            SecretInBody = true,
        };
    }

    private static Uri? Address(JsonElement document, string name) =>
        Uri.TryCreate(document.Text(name), UriKind.Absolute, out var address) ? address : null;
}
