using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keywright.Security.Jose;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>
/// Sends a browser to the server to sign in, takes what it comes back with (OpenID Connect Core §3.1), and signs out at both places. What
/// a sign-in remembers travels sealed in <c>state</c>, and works in the browser that began it, once: a cookie says so.
/// </summary>
internal sealed class KeywrightSignInHandler(IOptionsMonitor<KeywrightSignInOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : RemoteAuthenticationHandler<KeywrightSignInOptions>(options, log, encoder), IAuthenticationSignOutHandler
{
    private const string Verifier = ".verifier";
    private const string Nonce = ".nonce";
    private const string Denied = "access_denied";

    // They are about the token, not about the user.
    private static readonly HashSet<string> OfTheToken = new(StringComparer.Ordinal)
    {
        "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "at_hash", "c_hash",
    };

    public override Task<bool> HandleRequestAsync() =>
        Options.SignedOutCallbackPath == Request.Path ? Task.FromResult(SignedOut()) : base.HandleRequestAsync();

    /// <summary>OpenID Connect RP-Initiated Logout §2: the session at the server ends too.</summary>
    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        var back = new AuthenticationProperties { RedirectUri = Local(properties?.RedirectUri) };
        var hint = (await Context.AuthenticateAsync(Scheme.Name)).Properties?.GetTokenValue(SavedTokens.Id);
        var address = await Options.Server.Address(
            "end_session_endpoint",
            [
                .. hint is null ? Array.Empty<KeyValuePair<string, string?>>() : [new("id_token_hint", hint)],
                new("client_id", Options.ClientId),
                new("post_logout_redirect_uri", BuildRedirectUri(Options.SignedOutCallbackPath)),
                new("state", Options.StateDataFormat!.Protect(back)),
            ],
            Context.RequestAborted);
        Response.Redirect(address ?? back.RedirectUri);
    }

    /// <summary>What a sign-in that failed is answered with, unless the application says.</summary>
    public static Task Refuse(RemoteFailureContext context)
    {
        context.HandleResponse();
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync("This sign-in can't go on. Go back to the application and begin again.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        properties.RedirectUri = Local(properties.RedirectUri ?? OriginalPathBase + OriginalPath + Request.QueryString);
        var (verifier, nonce) = (Random(), Random());
        (properties.Items[Verifier], properties.Items[Nonce]) = (verifier, nonce);
        GenerateCorrelationId(properties);
        var request = Options.Server.Request(
            BuildRedirectUri(Options.CallbackPath), Options.StateDataFormat!.Protect(properties), nonce, verifier);
        if (await Options.Server.Address("authorization_endpoint", request, Context.RequestAborted) is { } address)
        {
            Response.Redirect(address);
            return;
        }

        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        Response.Headers.RetryAfter = "5";
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (One("state") is not { } state || Options.StateDataFormat!.Unprotect(state) is not { } properties
            || Take(properties, Verifier) is not { } verifier || Take(properties, Nonce) is not { } nonce)
        {
            return HandleRequestResult.Fail("state is missing, or not ours.");
        }

        if (!ValidateCorrelationId(properties))
        {
            return HandleRequestResult.Fail("The sign-in began in another browser, or has ended.", properties);
        }

        // RFC 9207 §2.4: an answer of another server, whose code or error is none of ours.
        if (One("iss") != Options.Issuer)
        {
            return HandleRequestResult.Fail("iss is not the issuer's.", properties);
        }

        if (One("code") is not { } code)
        {
            return await Refused(properties);
        }

        var tokens = await Options.Server.Redeem(code, verifier, BuildRedirectUri(Options.CallbackPath), Context.RequestAborted);
        return tokens is null
            ? HandleRequestResult.Fail("The server gave no tokens for the code.", properties)
            : await SignIn(tokens, nonce, properties);
    }

    private async Task<HandleRequestResult> SignIn(IssuedTokens tokens, string nonce, AuthenticationProperties properties)
    {
        var (claims, wrong) = await Options.Server.Verify(tokens, nonce, Context.RequestAborted);
        if (claims is not { } id)
        {
            return HandleRequestResult.Fail($"The ID token is refused: {wrong} is wrong.", properties);
        }

        var identity = new ClaimsIdentity(Scheme.Name, "name", TokenClaims.Role);
        identity.AddClaims(TokenClaims.Read(id).Where(claim => !OfTheToken.Contains(claim.Type)));
        if (Options.ReadUserInfo)
        {
            // Core §5.3.2: "the UserInfo Response values MUST NOT be used if the sub Claim values differ".
            if (await Options.Server.UserInfo(tokens, Context.RequestAborted) is not { } user || user.Text("sub") != id.Text("sub"))
            {
                return HandleRequestResult.Fail("The claims of the user can't be read.", properties);
            }

            AddMissing(identity, user);
        }

        if (Options is { SaveTokens: true, Resource: not null })
        {
            // The answer need not hold an ID token again.
            if (tokens.Refresh is not { } refresh || await Options.Server.Renew(refresh, Context.RequestAborted) is not { } forApi)
            {
                return HandleRequestResult.Fail(
                "The server gave no token for the API. Has the client the grant refresh_token?", properties);
            }

            tokens = forApi with { Id = tokens.Id, Refresh = forApi.Refresh ?? tokens.Refresh };
        }

        SavedTokens.Save(properties, tokens, Options.SaveTokens);
        return HandleRequestResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name));
    }

    private static void AddMissing(ClaimsIdentity identity, JsonElement user)
    {
        var known = identity.Claims.Select(claim => claim.Type).ToHashSet(StringComparer.Ordinal);
        identity.AddClaims(TokenClaims.Read(user).Where(claim => !known.Contains(claim.Type) && !OfTheToken.Contains(claim.Type)));
    }

    private async Task<HandleRequestResult> Refused(AuthenticationProperties properties)
    {
        if (One("error") == Denied && await HandleAccessDeniedErrorAsync(properties) is { None: false } answered)
        {
            return answered;
        }

        // What the query says goes into no log.
        return HandleRequestResult.Fail("The server refused.", properties);
    }

    private bool SignedOut()
    {
        var back = One("state") is { } state ? Options.StateDataFormat!.Unprotect(state)?.RedirectUri : null;
        Response.Redirect(Local(back));
        return true;
    }

    /// <summary>
    /// Where the browser goes in the end: a path of this application, or its root. Nobody's link leads on to another site.
    /// </summary>
    private string Local(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : OriginalPathBase + "/";

    /// <summary>RFC 6749 §3.1: no parameter comes twice.</summary>
    private string? One(string name) => Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    private static string? Take(AuthenticationProperties properties, string name) =>
        properties.Items.Remove(name, out var value) ? value : null;

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
