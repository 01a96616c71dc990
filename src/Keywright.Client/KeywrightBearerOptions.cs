using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace Keywright.Client;

/// <summary>Which access tokens an API takes, and how it checks them.</summary>
public sealed class KeywrightBearerOptions : AuthenticationSchemeOptions
{
    /// <summary>
    /// The issuer: the server's <c>PublicUrl</c>. Its keys and endpoints are found from there (RFC 8414). https, but for loopback.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>
    /// What tokens must be for: the resource (RFC 8707) that clients ask them for, which is the URL of this API. A token for another API is
    /// refused.
    /// </summary>
    public string Audience { get; set; } = "";

    /// <summary>
    /// Where clients reach this application: scheme, host and, where a proxy takes one away, the start of the path. DPoP proofs are
    /// compared with it, and never with the Host header. Left out, it is the origin of <see cref="Audience"/>.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Whether only tokens are taken that are bound to a key of the client's (DPoP, RFC 9449).</summary>
    public bool RequireDpop { get; set; }

    /// <summary>
    /// Whether the server is asked about every token (RFC 7662). Otherwise JWTs are verified here, and work until they expire, also when
    /// they were revoked. Opaque tokens are always asked about. Needs <see cref="ClientId"/>.
    /// </summary>
    public bool Introspect { get; set; }

    /// <summary>The client that asks the server about tokens; the API itself. With a secret or with a key.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret (client_secret_basic).</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The client's private key instead of a secret (private_key_jwt): an ECDSA key on P-256, or an RSA key.</summary>
    public AsymmetricAlgorithm? ClientKey { get; set; }

    /// <summary>The <c>kid</c> of <see cref="ClientKey"/>.</summary>
    public string? ClientKeyId { get; set; }

    /// <summary>
    /// How long an answer of the server about a token is believed: what a revocation takes to be noticed. At most 30 seconds, and never
    /// longer than the token works.
    /// </summary>
    public TimeSpan IntrospectionLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The scopes that this API knows, for its metadata (RFC 9728).</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>The name of this API, for its metadata.</summary>
    public string? ResourceName { get; set; }

    /// <summary>What the server is called through, where the framework's default does not do. It must not follow redirects.</summary>
    public HttpMessageHandler? BackchannelHandler { get; set; }

    internal HttpClient Backchannel { get; set; } = null!;

    internal TokenVerifier Verifier { get; set; } = null!;

    /// <inheritdoc />
    public override void Validate()
    {
        base.Validate();
        Demand(IsWeb(Authority, out var authority) && (authority.Scheme == Uri.UriSchemeHttps || authority.IsLoopback)
            && authority.Query.Length == 0 && authority.Fragment.Length == 0, "Authority must be the https URL of the issuer.");
        Demand(Audience.Length > 0, "Audience must name this API.");
        Demand(PublicUrl is null || IsWeb(PublicUrl.OriginalString, out _), "PublicUrl must be an http or https URL.");
        Demand(
            !RequireDpop || PublicUrl is not null || IsWeb(Audience, out _),
            "RequireDpop needs PublicUrl, where Audience is not the URL of this API.");
        Demand(!Introspect || ClientId is not null, "Introspect needs ClientId, and ClientSecret or ClientKey.");
        Demand(
            ClientId is null || (ClientSecret is null) != (ClientKey is null), "ClientId needs ClientSecret or ClientKey, and not both.");
        Demand(
            ClientKey is null or RSA { KeySize: >= 2048 } or ECDsa { KeySize: 256 },
            "ClientKey must be an ECDSA key on P-256 or an RSA key of 2048 bits or more.");
        Demand(
            IntrospectionLifetime >= TimeSpan.Zero && IntrospectionLifetime <= TimeSpan.FromSeconds(30),
            "IntrospectionLifetime must be 30 seconds at most.");
    }

    /// <summary>The issuer as it writes itself.</summary>
    internal string Issuer => Authority.TrimEnd('/');

    /// <summary>Where clients reach us, without a slash at its end; null where nobody says.</summary>
    internal string? Origin =>
        PublicUrl?.OriginalString.TrimEnd('/') ?? (IsWeb(Audience, out var audience) ? audience.GetLeftPart(UriPartial.Authority) : null);

    internal static bool IsWeb(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);

    private static void Demand(bool isMet, string message)
    {
        if (!isMet)
        {
            throw new InvalidOperationException("AddKeywrightBearer: " + message);
        }
    }
}
