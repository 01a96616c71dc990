using System.Text;
using System.Text.Json;
using Keywright.Http;
using Keywright.Security.Jose;
using Keywright.Users;

namespace Keywright.OAuth.Clients;

/// <summary>
/// A client as somebody wishes it to be: what each member may say is judged here, what they mean together in <see cref="ClientRules"/>.
/// </summary>
internal static class ClientWish
{
    private const int Minute = 60;
    private const int Day = 24 * 60 * Minute;
    private const int LongestName = 200;
    private const int LongestScope = 100;
    private const int LongestContact = 320;

    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>What only an administrator decides: a client that describes itself is not asked.</summary>
    public static readonly IReadOnlyCollection<string> Ours =
    [
        "client_id", "status", "resources", "access_token_format", "access_token_lifetime", "refresh_token_lifetime",
        "authorization_code_lifetime", "require_pkce", "consent", "profile", "requests_per_minute",
    ];

    private static readonly string[] GrantTypes =
        ["authorization_code", "refresh_token", "client_credentials", DeviceCode, TokenExchange];

    private static readonly string[] CodeFlow = ["authorization_code"];
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>A client of which nothing was said: the defaults of RFC 7591 §2.</summary>
    public static OAuthClient New(Security.ClientId id, string clientId) => new(id, clientId, "", "client_secret_basic")
    {
        GrantTypes = CodeFlow,
        ResponseTypes = ["code"],
    };

    /// <summary>The client as it would be; <see cref="ClientMembers.Errors"/> tells whether it may.</summary>
    public static OAuthClient Read(ClientMembers said, OAuthClient current)
    {
        var client = Own(said, Keys(said, Flows(said, Description(said, current))));
        foreach (var (member, reason) in ClientRules.Refuse(client))
        {
            if (!said.Errors.ContainsKey(member))
            {
                said.Refuse(member, reason);
            }
        }

        return client;
    }

    /// <summary>Why an administrator can't call a client so, or null.</summary>
    public static string? RefuseClientId(string clientId) =>
        clientId.Length is < 3 or > 100 || !clientId.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? "Use 3 to 100 of the characters A-Z a-z 0-9 . _ -"
        : Guid.TryParse(clientId, out _) ? "Use one that does not look like an id of ours, or none." : null;

    private static OAuthClient Description(ClientMembers said, OAuthClient current) => current with
    {
        // RFC 7591 §2 lets a client be nameless; an administrator names what is made.
        Name = said.Words("client_name", current.Name, LongestName)
            ?? (current.Registration == ClientRegistration.Manual ? "" : current.Name),
        Uri = said.Text("client_uri", current.Uri, WebAddress.Refuse),
        LogoUri = said.Text("logo_uri", current.LogoUri, WebAddress.Refuse),
        PolicyUri = said.Text("policy_uri", current.PolicyUri, WebAddress.Refuse),
        TosUri = said.Text("tos_uri", current.TosUri, WebAddress.Refuse),
        Contacts = said.List("contacts", current.Contacts, [], text =>
            text.Length == 0 ? "Name one." : ProfileText.Refuse(text, LongestContact)),
    };

    private static OAuthClient Flows(ClientMembers said, OAuthClient current)
    {
        var type = said.Choice("application_type", current.ApplicationType, "web", "web", "native")!;
        if (current.Registration != ClientRegistration.Manual && !said.Has("application_type")
            && said.Any("redirect_uris", uri => !uri.StartsWith("https:", StringComparison.Ordinal)))
        {
            // Clients that describe themselves often leave it out; what follows from their addresses is meant.
            type = "native";
        }

        string? RefuseRedirect(string uri) => RedirectUris.Refuse(uri, type == "native");
        var grants = said.List("grant_types", current.GrantTypes, CodeFlow, text =>
            GrantTypes.Contains(text, StringComparer.Ordinal) ? null : $"Use {string.Join(", ", GrantTypes)}.");
        string[] responses = grants.Contains("authorization_code") ? ["code"] : [];
        _ = said.List("response_types", responses, responses, text =>
            responses.Contains(text) ? null : "There is only code, and only with the grant type authorization_code.");
        return current with
        {
            ApplicationType = type,
            RedirectUris = said.List("redirect_uris", current.RedirectUris, [], RefuseRedirect),
            PostLogoutRedirectUris = said.List("post_logout_redirect_uris", current.PostLogoutRedirectUris, [], RefuseRedirect),
            GrantTypes = grants,
            ResponseTypes = responses,
            Scopes = said.Blanked("scope", current.Scopes, RefuseScope),
            Resources = said.List("resources", current.Resources, [], WebAddress.RefuseResource),
            SubjectType = said.Choice("subject_type", current.SubjectType, "public", "public", "pairwise")!,
            SectorIdentifierUri = said.Text("sector_identifier_uri", current.SectorIdentifierUri, WebAddress.Refuse),
            DefaultMaxAge = said.Seconds("default_max_age", current.DefaultMaxAge, 0, int.MaxValue),
            RequireAuthTime = said.Flag("require_auth_time", current.RequireAuthTime, false),
            BackchannelLogoutUri = said.Text("backchannel_logout_uri", current.BackchannelLogoutUri, WebAddress.Refuse),
            BackchannelLogoutSessionRequired =
                said.Flag("backchannel_logout_session_required", current.BackchannelLogoutSessionRequired, false),
        };
    }

    private static OAuthClient Keys(ClientMembers said, OAuthClient current) => current with
    {
        AuthMethod = said.Choice(
            "token_endpoint_auth_method", current.AuthMethod, "client_secret_basic",
            "none", "client_secret_basic", "client_secret_post", "private_key_jwt")!,
        Jwks = said.Object("jwks", current.Jwks, RefuseKeys),
        JwksUri = said.Text("jwks_uri", current.JwksUri, WebAddress.Refuse),
        IdTokenAlgorithm = said.Text("id_token_signed_response_alg", current.IdTokenAlgorithm, text =>
            JoseAlgorithms.Parse(text) is null ? "Use ES256, RS256 or PS256." : null),
    };

    private static OAuthClient Own(ClientMembers said, OAuthClient current)
    {
        var fapi = said.Choice("profile", current.IsFapi2 ? "fapi2" : null, null, "fapi2") is not null;

        // Whoever wants the profile and says no more gets what it demands.
        bool Demanded(bool before) => before || (fapi && !current.IsFapi2);
        return current with
        {
            IsFapi2 = fapi,
            RequirePkce = said.Flag("require_pkce", Demanded(current.RequirePkce), true),
            RequirePushedRequests =
                said.Flag("require_pushed_authorization_requests", Demanded(current.RequirePushedRequests), fapi),
            DpopBoundAccessTokens = said.Flag("dpop_bound_access_tokens", Demanded(current.DpopBoundAccessTokens), fapi),
            AsksConsent = said.Choice("consent", current.AsksConsent ? "required" : "implied", "required", "required", "implied")
                == "required",
            AccessTokenFormat = said.Choice("access_token_format", current.AccessTokenFormat, "jwt", "jwt", "opaque")!,
            AccessTokenLifetime = said.Seconds("access_token_lifetime", current.AccessTokenLifetime, Minute / 2, Day),
            RefreshTokenLifetime = said.Seconds("refresh_token_lifetime", current.RefreshTokenLifetime, Minute, 3650 * Day),
            CodeLifetime = said.Seconds("authorization_code_lifetime", current.CodeLifetime, 5, 10 * Minute),
            RequestsPerMinute = said.Number("requests_per_minute", current.RequestsPerMinute, 1, 1_000_000),
            IsActive = said.Choice("status", current.IsActive ? "active" : "disabled", "active", "active", "disabled") == "active",
        };
    }

    // RFC 6749 §3.3
    private static string? RefuseScope(string scope) =>
        scope.Length > LongestScope || !scope.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'))
            ? $"Use at most {LongestScope} printable ASCII characters without \" and \\."
            : null;

    private static string? RefuseKeys(JsonElement set)
    {
        if (!set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array
            || keys.GetArrayLength() is 0 or > KeySet.MostKeys || keys.EnumerateArray().Any(key => key.ValueKind != JsonValueKind.Object))
        {
            return $"Use a JWK Set, {{\"keys\": […]}}, of 1 to {KeySet.MostKeys} keys.";
        }

        if (Escapes.Refuse(Encoding.UTF8.GetBytes(set.GetRawText())) is not null)
        {
            return "Leave out \\u0000 and half characters.";
        }

        // RFC 7591 §2: only public keys. Who sends us a private one has given it away.
        if (keys.EnumerateArray().Any(key => key.Text("kty") == "oct" || PrivateMembers.Any(name => key.Has(name))))
        {
            return "Send public keys only. A private key that was sent here must not be used any more.";
        }

        return keys.EnumerateArray().SelectMany(PublicKey.Parse).Any()
            ? null
            : "There is no key for signatures among them that works here: ES256 (P-256), RS256 or PS256 (2048 bits or more).";
    }
}
