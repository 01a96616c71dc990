using System.Globalization;
using System.Net;
using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.RequestObjects;

namespace Keywright.OAuth.Authorize;

/// <summary>
/// Reads an authorization request, checking in the order that RFC 6749 §4.1.2.1 demands: first whom an error may be told.
/// </summary>
internal sealed class ReadAuthorization(
    ClientDirectory clients, Scopes scopes, Resources resources, IdTokenHints hints, RequestObject objects, ClientAssertion.KeysOf keys,
    OAuthOptions options)
{
    private const int LongestValue = 4096;

    private static readonly string[] Prompts = ["none", "login", "consent", "select_account"];

    /// <param name="ticket">The request.</param>
    /// <param name="address">Whose it is, as far as that is known.</param>
    /// <param name="ct">Of the request.</param>
    public async ValueTask<AuthorizationReading> Read(AuthorizationTicket ticket, IPAddress? address, CancellationToken ct)
    {
        var parameters = ticket.Parameters;
        if (parameters["client_id"] is not { } clientId || parameters.Every("client_id").Count > 1)
        {
            return Here("client_id is missing, or comes twice.");
        }

        if (await clients.Find(clientId, address, ct) is not { IsActive: true } client)
        {
            return Here("There is no such client.");
        }

        var (said, unsigned) = await Said(client, parameters, ct);
        if (said is null)
        {
            // Whose redirect_uri it would be nobody has proven.
            return new AuthorizationReading.RefusedHere(unsigned!);
        }

        parameters = said;

        if (RedirectUri(client, parameters) is not { } redirectUri)
        {
            return Here("redirect_uri is not one that the client is registered with. It is compared character by character.");
        }

        var state = parameters["state"];
        if ((client.RequirePushedRequests || client.MustFitFapi2(options)) && !ticket.IsPushed)
        {
            // RFC 9126 §6; FAPI 2.0 Security Profile §5.3.2.2.
            return new AuthorizationReading.RefusedThere(
                client, redirectUri, state, OAuthError.InvalidRequest("The client must push its requests (RFC 9126 §6)."));
        }

        var (request, refusal) = await Read(client, redirectUri, parameters, ct);
        return request is not null
            ? new AuthorizationReading.Valid(request, parameters)
            : new AuthorizationReading.RefusedThere(client, redirectUri, state, refusal!);
    }

    /// <summary>RFC 9101 §6.3: where there is a request object, what the client signed counts, and nothing beside it.</summary>
    private async ValueTask<(Parameters? Said, OAuthError? Refusal)> Said(
        OAuthClient client, Parameters parameters, CancellationToken ct) =>
        parameters["request"] is not { } signed ? (parameters, null) : await objects.Verify(signed, client, keys, ct) switch
        {
            RequestObjectVerdict.Verified verified => (Parameters.Of(
                verified.Parameters.Where(one => one.Value.Length > 0).Select(one => (one.Key, one.Value))), null),
            RequestObjectVerdict.Refused refused => (null, refused.Error),
            _ => throw new InvalidOperationException("A verdict of a third kind."),
        };

    /// <summary>RFC 6749 §4.1.2.1: told to the user, and not to an address that may be anybody's.</summary>
    private static AuthorizationReading.RefusedHere Here(string description) => new(OAuthError.InvalidRequest(description));

    private string? RedirectUri(OAuthClient client, Parameters parameters) => parameters.Every("redirect_uri") switch
    {
        [var uri] when RedirectUris.Matches(client, uri) => uri,

        // RFC 6749 §3.1.2.3: it may be left out where there is one only; OpenID Connect wants it always.
        // FAPI 2.0 Security Profile §5.3.2.2, too.
        [] when client.RedirectUris is [var only] && !AsksForOpenId(parameters) && !client.MustFitFapi2(options) => only,
        _ => null,
    };

    private static bool AsksForOpenId(Parameters parameters) =>
        parameters["scope"]?.Split(' ').Contains(Scopes.OpenId, StringComparer.Ordinal) ?? false;

    private async ValueTask<(AuthorizationRequest? Request, OAuthError? Refusal)> Read(
        OAuthClient client, string redirectUri, Parameters parameters, CancellationToken ct)
    {
        if (RefuseShape(client, parameters) is { } refusal)
        {
            return (null, refusal);
        }

        if (Scopes.Parse(parameters["scope"]) is not { } wanted)
        {
            return (null, OAuthError.InvalidScope("scope is malformed (RFC 6749 §3.3)."));
        }

        if ((scopes.Refuse(client, wanted) ?? RefuseChallenge(client, parameters)) is { } bad)
        {
            return (null, bad);
        }

        var (prompts, badPrompt) = ReadPrompts(parameters["prompt"]);
        var (maxAge, badAge) = ReadMaxAge(client, parameters["max_age"]);
        var (audience, badTarget) = resources.Choose(client, parameters.Every("resource"));
        var (hinted, badHint) = await hints.Read(client, parameters["id_token_hint"], ct);
        if ((badPrompt ?? badAge ?? badTarget ?? badHint) is { } wrong)
        {
            return (null, wrong);
        }

        return (new AuthorizationRequest(client, redirectUri, wanted)
        {
            Resources = audience!,
            State = parameters["state"],
            Nonce = parameters["nonce"],
            Challenge = parameters["code_challenge"],
            Prompts = prompts!,
            MaxAge = maxAge,
            LoginHint = parameters["login_hint"],
            HintedSubject = hinted,
            KeyThumbprint = parameters["dpop_jkt"],
        }, null);
    }

    private static OAuthError? RefuseShape(OAuthClient client, Parameters parameters) =>
        parameters.Repeated("resource") is { } twice ? OAuthError.InvalidRequest($"{twice} comes more than once (RFC 6749 §3.1).")
        : parameters.All.Any(one => one.Value.Length > LongestValue)
            // RFC 6749 §3.1 sets no bound; a request has to fit into a ticket.
            ? OAuthError.InvalidRequest($"A parameter has more than {LongestValue} characters.")
        // OpenID Connect Core §3.1.2.6, both.
        : parameters["request_uri"] is not null ? new OAuthError("request_uri_not_supported", "Only pushed requests have a request_uri.")
        : parameters["registration"] is not null ? new OAuthError("registration_not_supported", "Register the client before.")
        : parameters["response_type"] is not { } type ? OAuthError.InvalidRequest("response_type is missing (RFC 6749 §3.1.1).")
        // RFC 9700 §2.1.2: no token in an address; the implicit grants are not there.
        : type != "code" ? new OAuthError("unsupported_response_type", "The only response_type is code.")
        : !client.Allows(Token.GrantTypes.AuthorizationCode)
            ? OAuthError.UnauthorizedClient("The client is not registered for the grant authorization_code (RFC 6749 §4.1.2.1).")
        // OAuth 2.0 Multiple Response Type Encoding Practices §2.1.
        : parameters["response_mode"] is not (null or "query") ? OAuthError.InvalidRequest("The only response_mode is query.")
        : null;

    /// <summary>RFC 9700 §2.1.1: public clients must; the others may be let off where the operator and their registration say so.</summary>
    private OAuthError? RefuseChallenge(OAuthClient client, Parameters parameters) =>
        parameters["code_challenge"] is { } challenge ? Pkce.RefuseChallenge(challenge, parameters["code_challenge_method"])
        : client.IsPublic || options.RequirePkce || client.RequirePkce || client.MustFitFapi2(options)
            ? OAuthError.InvalidRequest("code_challenge is missing: PKCE with S256 is required (RFC 7636 §4.4.1).")
        : null;

    private static (IReadOnlyList<string>? Prompts, OAuthError? Refusal) ReadPrompts(string? text)
    {
        var prompts = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return prompts.Except(Prompts, StringComparer.Ordinal).Any()
                ? (null, OAuthError.InvalidRequest("prompt knows none, login, consent and select_account (OpenID Connect Core §3.1.2.1)."))
            // OpenID Connect Core §3.1.2.1.
            : prompts.Length > 1 && prompts.Contains("none", StringComparer.Ordinal)
                ? (null, OAuthError.InvalidRequest("prompt none stands alone (OpenID Connect Core §3.1.2.1)."))
            : (prompts, null);
    }

    private static (TimeSpan? MaxAge, OAuthError? Refusal) ReadMaxAge(OAuthClient client, string? text) =>
        text is null ? (client.DefaultMaxAge, null)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? (TimeSpan.FromSeconds(seconds), null)
            : (null, OAuthError.InvalidRequest("max_age is a number of seconds (OpenID Connect Core §3.1.2.1)."));
}
