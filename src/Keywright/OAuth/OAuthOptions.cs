using System.ComponentModel.DataAnnotations;

namespace Keywright.OAuth;

/// <summary>The OAuth 2.1 and OpenID Connect server. Section <c>OAuth</c>.</summary>
public sealed class OAuthOptions
{
    /// <summary>
    /// How long an access token works. A JWT lives that long wherever it is checked offline; where that is too long, ask
    /// <c>/oauth/introspect</c>, or give the client a shorter time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a refresh token works that is not used.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a client may renew what it was allowed once, however often it does (RFC 9700 §4.14.2).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan AbsoluteLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long a client that repeats a refresh gets the same successor: a lost answer, or many processes at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an authorization code works. RFC 6749 §4.1.2 allows ten minutes, FAPI 2.0 one.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether every client must use PKCE. False leaves it to confidential clients that were registered with <c>require_pkce</c> false;
    /// public clients always must (RFC 9700 §2.1.1).
    /// </summary>
    public bool RequirePkce { get; set; } = true;

    /// <summary>
    /// Whether each DPoP proof must hold a nonce of the server's, a few minutes old at most (RFC 9449 §8): clients can't make proofs ahead
    /// then. Clients that know DPoP know nonces, and pay with a second request now and then.
    /// </summary>
    public bool DpopNonces { get; set; }

    /// <summary>Calls of the endpoints for clients (token, introspection, device, pushed requests) that each client has a minute.</summary>
    [Range(1, 100_000_000)]
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>
    /// The resources (RFC 8707) that any client may ask tokens for: absolute URIs of APIs. Others must be registered with the client.
    /// </summary>
    public IList<string> Resources { get; } = [];

    /// <summary>Sections <c>OAuth:Scopes:&lt;name&gt;</c>: scopes of the application, beside those of OpenID Connect.</summary>
    public IDictionary<string, ScopeOptions> Scopes { get; } = new Dictionary<string, ScopeOptions>(StringComparer.Ordinal);
}
