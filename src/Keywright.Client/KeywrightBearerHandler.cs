using System.Text.Encodings.Web;
using System.Text.Json;
using Keywright.Security.Jose;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>
/// Takes access tokens from the Authorization header: Bearer (RFC 6750), or DPoP with a proof (RFC 9449 §7). From nowhere else: addresses
/// end up in logs.
/// </summary>
internal sealed class KeywrightBearerHandler(
    IOptionsMonitor<KeywrightBearerOptions> options, ILoggerFactory log, UrlEncoder encoder, MetadataAddresses addresses)
    : AuthenticationHandler<KeywrightBearerOptions>(options, log, encoder)
{
    private const string Bearer = "Bearer";
    private const string Dpop = "DPoP";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers.Authorization;
        if (headers.Count > 1)
        {
            return Fail(new TokenVerdict.Refused("invalid_request", "There is more than one Authorization header."));
        }

        var isDpop = Token(headers.ToString(), Dpop) is not null;
        if (Token(headers.ToString(), isDpop ? Dpop : Bearer) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var verdict = await Options.Verifier.Verify(token, Context.RequestAborted);
        return verdict is not TokenVerdict.Valid valid ? Fail(verdict)
            : RefuseBinding(valid.Claims, isDpop, token) is { } refusal ? Fail(refusal)
            : AuthenticateResult.Success(new AuthenticationTicket(TokenClaims.Principal(valid.Claims, Scheme.Name), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var verdict = ((await HandleAuthenticateOnceSafeAsync()).Failure as RefusedTokenException)?.Verdict;
        if (verdict is TokenVerdict.Unknown)
        {
            // A client would throw its token away after a 401.
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
            return;
        }

        var refused = verdict as TokenVerdict.Refused;
        Response.StatusCode = refused?.Error == "invalid_request" ? StatusCodes.Status400BadRequest : StatusCodes.Status401Unauthorized;
        Challenge(refused?.Error, refused?.Description);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        var scopes = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<ScopeRequirement>().SelectMany(needed => needed.Scopes).Distinct();
        if (scopes is not null && scopes.Any())
        {
            Challenge("insufficient_scope", "The access token lacks a scope.", string.Join(' ', scopes));
        }

        return Task.CompletedTask;
    }

    /// <summary>RFC 9449 §7: a bound token works with its key only, whatever the scheme says.</summary>
    private TokenVerdict.Refused? RefuseBinding(JsonElement claims, bool isDpop, string token)
    {
        var binding = claims.TryGetProperty("cnf", out var cnf);
        if (!binding)
        {
            return isDpop ? TokenVerdict.Refused.Token("The access token is not bound to a key: it is a bearer token.")
                : Options.RequireDpop ? TokenVerdict.Refused.Token("The access token must be bound to a key (DPoP).")
                : null;
        }

        // RFC 7800 §3.1: another way of binding, as to a certificate, is one that can't be checked here.
        return cnf.ValueKind != JsonValueKind.Object || cnf.Text("jkt") is not { } thumbprint || cnf.EnumerateObject().Count() != 1
                ? TokenVerdict.Refused.Token("The access token is bound in a way that is not understood.")
            : !isDpop ? TokenVerdict.Refused.Token("The access token is bound to a key: use the scheme DPoP, with a proof.")
            : RefuseProof(token, thumbprint);
    }

    private TokenVerdict.Refused? RefuseProof(string token, string thumbprint)
    {
        var headers = Request.Headers[Dpop];
        if (headers.Count != 1 || ProofToken.Verify(headers[0]) is not { } proof)
        {
            return TokenVerdict.Refused.Proof("There must be one DPoP proof, well-formed and signed by its key.");
        }

        if (Options.Origin is not { } origin)
        {
            return TokenVerdict.Refused.Token("This API takes no tokens that are bound to a key.");
        }

        var url = origin + (Request.PathBase + Request.Path).ToUriComponent();
        return proof.Thumbprint != thumbprint ? TokenVerdict.Refused.Token("The access token is bound to another key.")
            : new ExpectedProof(Request.Method, url, token).Refuse(proof) is { } wrong
                ? TokenVerdict.Refused.Proof($"The DPoP proof is for another request: {wrong} is wrong.")
            : !ExpectedProof.IsFresh(proof, TimeProvider.GetUtcNow())
                ? TokenVerdict.Refused.Proof("The DPoP proof is too old, or from the future.")
            : !Options.Verifier.Replays.Use(proof) ? TokenVerdict.Refused.Proof("The DPoP proof was used before.")
            : null;
    }

    private static string? Token(string header, string scheme) =>
        header.Length > scheme.Length + 1 && header[scheme.Length] == ' ' && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? header[(scheme.Length + 1)..].Trim(' ')
            : null;

    private static AuthenticateResult Fail(TokenVerdict verdict) => AuthenticateResult.Fail(new RefusedTokenException(verdict));

    // RFC 6750 §3, RFC 9449 §7.1 and RFC 9728 §5.1. All texts are ours, and scopes hold neither quotes nor backslashes.
    private void Challenge(string? error, string? description, string? scope = null)
    {
        var parameters = new List<string>();
        Add("error", error);
        Add("error_description", description);
        Add("scope", scope);
        Add("resource_metadata", addresses.Find(Scheme.Name));
        if (!Options.RequireDpop)
        {
            Append(Bearer, parameters);
        }

        if (Options.Origin is not null)
        {
            Append(Dpop, [.. parameters, "algs=\"ES256 RS256 PS256\""]);
        }

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parameters.Add($"{name}=\"{value}\"");
            }
        }
    }

    private void Append(string scheme, List<string> parameters) =>
        Response.Headers.Append("WWW-Authenticate", parameters.Count == 0 ? scheme : $"{scheme} {string.Join(", ", parameters)}");
}
