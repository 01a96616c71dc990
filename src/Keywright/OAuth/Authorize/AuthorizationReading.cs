using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Authorize;

/// <summary>What an authorization request turned out to be.</summary>
internal abstract record AuthorizationReading
{
    private AuthorizationReading()
    {
    }

    /// <param name="Request">What is asked for.</param>
    /// <param name="Said">The parameters that said so: those of a request object in its place, which need not be verified again.</param>
    public sealed record Valid(AuthorizationRequest Request, Parameters Said) : AuthorizationReading;

    /// <summary>
    /// RFC 6749 §4.1.2.1: client or redirect URI are not in order, so the browser is sent nowhere: the user reads why.
    /// </summary>
    public sealed record RefusedHere(OAuthError Error) : AuthorizationReading;

    /// <summary>The client is told, at an address that is its own.</summary>
    public sealed record RefusedThere(OAuthClient Client, string RedirectUri, string? State, OAuthError Error) : AuthorizationReading;
}
