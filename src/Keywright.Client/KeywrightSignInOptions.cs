using Microsoft.AspNetCore.Authentication;

namespace Keywright.Client;

/// <summary>How users of a web application sign in at a Keywright server (OpenID Connect, with a code and PKCE).</summary>
public sealed class KeywrightSignInOptions : RemoteAuthenticationOptions
{
    /// <summary>The defaults.</summary>
    public KeywrightSignInOptions()
    {
        CallbackPath = "/signin-keywright";
        BackchannelTimeout = TimeSpan.FromSeconds(5);

        // The answer comes by a link, not by a form of another site.
        CorrelationCookie.SameSite = SameSiteMode.Lax;
        CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        Events = new RemoteAuthenticationEvents { OnRemoteFailure = KeywrightSignInHandler.Refuse };
    }

    /// <summary>The issuer: the server's <c>PublicUrl</c>. https, but for loopback.</summary>
    public string Authority { get; set; } = "";

    /// <summary>This application, as it is registered at the server.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Its secret (client_secret_basic). Left out for a client of <c>token_endpoint_auth_method</c> <c>none</c>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for: <c>openid</c> is always among it.</summary>
    public IList<string> Scopes { get; } = ["openid", "profile", "email"];

    /// <summary>
    /// The API that the access token is for (RFC 8707), and nobody else; null for none but the server itself. The client needs the grant
    /// <c>refresh_token</c> then: claims are read with one token, the API gets another.
    /// </summary>
    public string? Resource { get; set; }

    /// <summary>Whether the server is asked for the claims that the scopes open; else there are those of the ID token only.</summary>
    public bool ReadUserInfo { get; set; } = true;

    /// <summary>
    /// Where the server sends the browser after sign-out: with the origin before it, one of the client's
    /// <c>post_logout_redirect_uris</c>.
    /// </summary>
    public PathString SignedOutCallbackPath { get; set; } = "/signout-keywright";

    /// <summary>What hides the state of a sign-in from the browser that carries it.</summary>
    public ISecureDataFormat<AuthenticationProperties>? StateDataFormat { get; set; }

    internal string Issuer => Authority.TrimEnd('/');

    internal SignInServer Server { get; set; } = null!;

    /// <inheritdoc />
    public override void Validate()
    {
        base.Validate();
        Demand(
            KeywrightBearerOptions.IsWeb(Authority, out var authority) && (authority.Scheme == Uri.UriSchemeHttps || authority.IsLoopback)
            && authority.Query.Length == 0 && authority.Fragment.Length == 0, "Authority must be the https URL of the issuer.");
        Demand(ClientId.Length > 0, "ClientId must name this application.");
        Demand(SignedOutCallbackPath.HasValue && SignedOutCallbackPath != CallbackPath, "SignedOutCallbackPath must be a path of its own.");
        Demand(
            Resource is null || Uri.TryCreate(Resource, UriKind.Absolute, out _), "Resource must be the URL of an API (RFC 8707).");
    }

    private static void Demand(bool isMet, string message)
    {
        if (!isMet)
        {
            throw new InvalidOperationException("AddKeywrightSignIn: " + message);
        }
    }
}
