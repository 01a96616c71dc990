using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Consent;

namespace Keywright.OAuth.Authorize;

/// <summary>
/// Whether a request can be answered with a code, and if not, what the user has to do first (OpenID Connect Core §3.1.2.3 and §3.1.2.4).
/// </summary>
internal sealed class DecideAuthorization(KeywrightDatabase database, Sectors sectors)
{
    public async ValueTask<AuthorizationStep> Next(
        AuthorizationRequest request, DateTimeOffset? askedAt, Caller? caller, CancellationToken ct)
    {
        var (by, consent, now) = request.Client.AsksConsent
            ? await database.Read(async tx =>
            {
                var by = await SignedInSession.Find(tx, caller);
                return (by, by is null ? null : await OAuthConsentStore.Find(tx, by.User.Id, request.Client.Id), tx.Now);
            }, ct)
            : await database.ReadOne(async tx => (await SignedInSession.Find(tx, caller), (StoredConsent?)null, tx.Now), ct);

        if (by is null || IsTooOld(request, by, askedAt, now) || !await IsMeant(request, by, ct))
        {
            return request.IsSilent
                ? new AuthorizationStep.Refuse(
                    OAuthError.LoginRequired("The user must sign in, and prompt is none (OpenID Connect Core §3.1.2.6)."))
                : new AuthorizationStep.SignIn();
        }

        return !NeedsConsent(request, consent) ? new AuthorizationStep.Allow(by)
            : request.IsSilent ? new AuthorizationStep.Refuse(
                OAuthError.ConsentRequired("The user must be asked, and prompt is none (OpenID Connect Core §3.1.2.6)."))
            : new AuthorizationStep.AskConsent(by);
    }

    /// <summary>
    /// RFC 8252 §8.6, OAuth 2.1 §7.6.1: any program can claim to be a public client that comes back to this machine. Its users are asked
    /// each time.
    /// </summary>
    public static bool CanBeImpersonated(AuthorizationRequest request) =>
        request.Client.IsPublic && !request.RedirectUri.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Whether the user has to prove anew who they are: because of prompt since the request came in, or of max_age.</summary>
    private static bool IsTooOld(AuthorizationRequest request, SignedInSession by, DateTimeOffset? askedAt, DateTimeOffset now) =>
        !(by.AuthTime >= askedAt) && (request.WantsSignIn || (request.MaxAge is { } age && by.AuthTime + age < now));

    private async ValueTask<bool> IsMeant(AuthorizationRequest request, SignedInSession by, CancellationToken ct) =>
        request.HintedSubject is null || request.HintedSubject == await sectors.SubjectOf(request.Client, by.User.Id, ct);

    private static bool NeedsConsent(AuthorizationRequest request, StoredConsent? consent) =>
        request.WantsConsent || (request.Client.AsksConsent
            && (CanBeImpersonated(request) || consent is null || !consent.Covers(request.Scopes, request.Resources)));
}
