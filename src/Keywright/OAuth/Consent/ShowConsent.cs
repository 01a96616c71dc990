using Keywright.Http;
using Keywright.Letters;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Token;
using Keywright.Pages;

namespace Keywright.OAuth.Consent;

/// <summary>GET /consent: asks the user whether a client may have what it wants.</summary>
internal sealed class ShowConsent(
    ConsentRequest consents, Scopes scopes, IssueRefresh refresh, OAuthSettings settings, TimeProvider clock) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var text = call.Query(Authorize.Authorize.Ticket);
        var (request, by, otherwise) = await consents.Read(call, text);
        return request is null
            ? otherwise!
            : new PageResult(call, Page(request, by!, text!)) { FormActionOrigin = OriginOf(request.RedirectUri) };
    }

    /// <summary>Where the answer to the form is redirected to: browsers hold that against form-action too.</summary>
    public static string OriginOf(string address)
    {
        var uri = new Uri(address);
        return uri.Scheme is "http" or "https" ? uri.GetLeftPart(UriPartial.Authority) : uri.Scheme + ":";
    }

    /// <summary>OWASP ASVS 5.0, 10.7.2: for how long.</summary>
    private string Until(AuthorizationRequest request)
    {
        if (!request.Scopes.Contains(Scopes.OfflineAccess, StringComparer.Ordinal))
        {
            return "It may do so until you sign out here.";
        }

        var now = clock.GetUtcNow();
        var longest = Spoken.Duration(refresh.AbsoluteExpiryOf(request.Client, now) - now);
        return $"It may do so while you are signed out too, for up to {longest}.";
    }

    private ConsentPage Page(AuthorizationRequest request, SignedInSession by, string ticket)
    {
        var uri = new Uri(request.RedirectUri);
        return new ConsentPage(
            new ConsentClient(request.Client.Name, request.Client.Uri),
            [.. request.Scopes.Where(scope => scope != Scopes.OpenId || request.Scopes.Count == 1)
                .Select(scope => new ConsentScope(scope, scopes.Describe(scope)))],
            by.User.Email ?? by.User.Username ?? by.User.Name ?? by.User.Id.ToString(),
            Link.Local(settings.Pages + "/consent"))
        {
            Until = Until(request),
            Resources = [.. request.Resources.Where(resource => resource != settings.Issuer)],
            Hidden = [(Authorize.Authorize.Ticket, ticket)],
            OtherAccount = Link.Local(
                settings.Pages + "/login", [("return_to", $"{Authorize.Authorize.Path}?{Authorize.Authorize.Ticket}={ticket}")]),
            AnswersTo = uri.Host.Length > 0 ? uri.Authority : uri.Scheme,
        };
    }
}
