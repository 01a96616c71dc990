using Keywright.OAuth.Clients;
using Keywright.OAuth.Introspection;
using Keywright.OAuth.Token;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Exchange;

/// <summary>An exchange that is in order (RFC 8693 §2.1).</summary>
/// <param name="Subject">The token of the user for whom the new one speaks.</param>
/// <param name="Actor">RFC 8693 §4.1: the <c>act</c> of the new token, as JSON, or null.</param>
internal sealed record ExchangeRequest(
    AccessTokenState Subject, string? Actor, IReadOnlyList<string> Scopes, IReadOnlyList<string> Audience);

/// <summary>
/// Reads exchanges. What is exchanged must be the client's to use: a token that was made for somebody else's API, and leaked there, opens
/// nothing here (audience confusion).
/// </summary>
internal sealed class ReadExchange(
    AccessTokens tokens, ClientDirectory clients, Sectors sectors, Scopes scopes, Resources resources, OAuthSettings settings)
{
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    public async ValueTask<(ExchangeRequest? Exchange, OAuthError? Refusal)> Read(TokenRequest request)
    {
        if (RefuseShape(request) is { } malformed)
        {
            return (null, malformed);
        }

        var form = request.Form;
        if (await Find(request, form["subject_token"], form["subject_token_type"]) is not { UserId: not null, GrantId: not null } subject)
        {
            // RFC 8693 §2.2.2: whatever is wrong with it.
            return (null, OAuthError.InvalidRequest(
                "The subject_token does not work, speaks of no user, or is not the client's to exchange."));
        }

        var (actor, badActor) = await ReadActor(request, subject);
        if (badActor is not null)
        {
            return (null, badActor);
        }

        var (wanted, badScope) = ReadScopes(request, subject);
        var (audience, badTarget) = ReadAudience(request, subject);
        return (badScope ?? badTarget) is { } refusal
            ? (null, refusal)
            : (new ExchangeRequest(subject, actor, wanted!, audience!), null);
    }

    private static OAuthError? RefuseShape(TokenRequest request) =>
        // RFC 8693 §5: whoever finds a token could exchange it.
        request.Client.IsPublic ? OAuthError.UnauthorizedClient("A public client can't exchange tokens (RFC 8693 §2.1).")
        : request.Form["subject_token"] is null ? OAuthError.InvalidRequest("subject_token is missing (RFC 8693 §2.1).")
        : request.Form["subject_token_type"] is not (AccessToken or Jwt)
            ? OAuthError.InvalidRequest("subject_token_type is missing, or none that is taken here: access_token or jwt (RFC 8693 §2.1).")
        : request.Form["requested_token_type"] is not (null or AccessToken)
            ? OAuthError.InvalidRequest("The only requested_token_type is access_token (RFC 8693 §2.1).")
        // RFC 8693 §2.1: both or neither.
        : request.Form["actor_token"] is null != request.Form["actor_token_type"] is null
            ? OAuthError.InvalidRequest("actor_token and actor_token_type come together (RFC 8693 §2.1).")
        : request.Form["actor_token_type"] is not (null or AccessToken or Jwt)
            ? OAuthError.InvalidRequest("actor_token_type is none that is taken here: access_token or jwt (RFC 8693 §2.1).")
        : null;

    /// <summary>A token that works and is the client's to exchange, or null.</summary>
    private async ValueTask<AccessTokenState?> Find(TokenRequest request, string? text, string? type) =>
        (type != Jwt || SecretToken.Parse(TokenKind.OAuthAccess, text) is null)
        && await tokens.Find(text, request.Ct) is { } token && IsFor(request.Client, token)
        // RFC 9449 §5: a token that is bound to a key is worth nothing without it.
        && (token.KeyThumbprint is null || token.KeyThumbprint == request.KeyThumbprint)
            ? token
            : null;

    private static bool IsFor(OAuthClient client, AccessTokenState token) =>
        token.Client == client.Id || token.Audience.Contains(client.ClientId, StringComparer.Ordinal)
        || token.Audience.Intersect(client.Resources, StringComparer.Ordinal).Any();

    /// <summary>
    /// RFC 8693 §1.1: with an actor the new token says who acts (delegation); without one it says no more than the old one
    /// (impersonation), whose hands stay named.
    /// </summary>
    private async ValueTask<(string? Actor, OAuthError? Refusal)> ReadActor(TokenRequest request, AccessTokenState subject)
    {
        var name = request.Client.ClientId;
        if (request.Form["actor_token"] is { } text)
        {
            // An actor for whom somebody else acts is not the one who does it.
            if (await Find(request, text, request.Form["actor_token_type"]) is not { Actor: null } token
                || await clients.Find(token.ClientId, request.Ct) is not { } client)
            {
                return (null, OAuthError.InvalidRequest(
                    "The actor_token does not work, is delegated, or is not the client's to use (RFC 8693 §2.2.2)."));
            }

            name = token.UserId is { } user ? await sectors.SubjectOf(client, user, request.Ct) : token.ClientId;
        }

        if (subject.MayAct is { } mayAct && !Actors.Allows(mayAct, name, settings.Issuer))
        {
            return (null, OAuthError.InvalidRequest(
                "The subject_token says who may act for its user, and this is somebody else (RFC 8693 §4.4)."));
        }

        if (request.Form["actor_token"] is null)
        {
            return (subject.Actor, null);
        }

        return Actors.Add(subject.Actor, name) is { } actor
            ? (actor, null)
            : (null, OAuthError.InvalidRequest($"More than {Actors.Most} would act one for another (RFC 8693 §4.1)."));
    }

    /// <summary>Never more than the subject token has, nor than the client may ask for.</summary>
    private (IReadOnlyList<string>? Scopes, OAuthError? Refusal) ReadScopes(TokenRequest request, AccessTokenState subject)
    {
        // An exchanged token can't be refreshed, and never goes on without its subject.
        var granted = subject.Scopes.Where(scope => scope != Scopes.OfflineAccess).ToList();
        if (Scopes.Parse(request.Form["scope"]) is not { } asked)
        {
            return (null, OAuthError.InvalidScope("scope is malformed (RFC 6749 §3.3)."));
        }

        return asked.Except(granted, StringComparer.Ordinal).FirstOrDefault() is { } more
                ? (null, OAuthError.InvalidScope($"The subject_token has no scope {more} (RFC 8693 §2.1)."))
            : asked.Count == 0 ? (scopes.Left(request.Client, granted), null)
            : (asked, scopes.Refuse(request.Client, asked));
    }

    private (IReadOnlyList<string>? Audience, OAuthError? Refusal) ReadAudience(TokenRequest request, AccessTokenState subject)
    {
        var (audience, refusal) = resources.Choose(request.Client, [.. request.Form.Every("resource"), .. request.Form.Every("audience")]);

        // What was allowed for an API only does not open this server: its users, and its administration.
        return audience is not null && audience.Contains(settings.Issuer, StringComparer.Ordinal)
            && !subject.Audience.Contains(settings.Issuer, StringComparer.Ordinal)
            ? (null, OAuthError.InvalidTarget("The subject_token is not for this server: name the resource (RFC 8707 §2)."))
            : (audience, refusal);
    }
}
