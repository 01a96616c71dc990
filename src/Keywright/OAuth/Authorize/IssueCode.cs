using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Consent;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Authorize;

/// <summary>Issues an authorization code (RFC 6749 §4.1.2) for what the user allowed, or allows now.</summary>
internal sealed class IssueCode(KeywrightDatabase database, OAuthOptions options, AuditLog audit)
{
    /// <summary>The code, or null where the session ended meanwhile, or what was allowed was taken back.</summary>
    public async ValueTask<string?> Run(Call call, AuthorizationRequest request, bool consentsNow)
    {
        var token = SecretToken.New(TokenKind.AuthorizationCode);
        return await database.Write<string?>(async tx =>
        {
            // What is remembered for good waits for those who end all that the user is signed in with, and forget what was allowed.
            if (await SignedInSession.Find(tx, call.CallerOrNull, hold: consentsNow) is not { } by)
            {
                return null;
            }

            // It may have been taken back since it was looked at.
            if (!consentsNow && request.Client.AsksConsent
                && (await OAuthConsentStore.Find(tx, by.User.Id, request.Client.Id, hold: true))
                    ?.Covers(request.Scopes, request.Resources) != true)
            {
                return null;
            }

            if (consentsNow)
            {
                await OAuthConsentStore.Add(tx, by.User.Id, request.Client.Id, request.Scopes, request.Resources);
                await audit.Add(tx, call.Origin(), Event("oauth_consent_given", "Allow a client", request, by));
            }

            await OAuthCodeStore.Add(tx, token.Hash, Code(request, by), tx.Now + LifetimeFor(request.Client));
            await audit.Add(tx, call.Origin(), Event("oauth_code_issued", "Issue an authorization code", request, by));
            return token.Reveal();
        }, call.Ct);
    }

    private TimeSpan LifetimeFor(OAuthClient client) => (client.CodeLifetime ?? options.AuthorizationCodeLifetime) switch
    {
        var lifetime when client.MustFitFapi2(options) && lifetime > ClientRules.LongestFapiCode => ClientRules.LongestFapiCode,
        var lifetime => lifetime,
    };

    private static AuthorizationCode Code(AuthorizationRequest request, SignedInSession by) => new(
        request.Client.Id, by.User.Id, by.SessionId, request.RedirectUri)
    {
        Challenge = request.Challenge,
        Scopes = request.Scopes,
        Resources = request.Resources,
        Nonce = request.Nonce,
        KeyThumbprint = request.KeyThumbprint,
        AuthTime = by.AuthTime,
        Acr = by.Acr,
        Amr = by.Amr,
    };

    private static AuditEvent Event(string type, string action, AuthorizationRequest request, SignedInSession by) =>
        new(type, AuditCategory.Token, action)
        {
            UserId = by.User.Id,
            SessionId = by.SessionId,
            ResourceType = "oauth_client",
            ResourceId = request.Client.Id.ToString(),
            MetadataJson = JsonText.Object(
                ("client_id", request.Client.ClientId), ("scope", string.Join(' ', request.Scopes)),
                ("resource", string.Join(' ', request.Resources))),
        };
}
