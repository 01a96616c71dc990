using Keywright.Http;
using Keywright.Security.Tokens;
using Keywright.Sessions;

namespace Keywright.Authentication;

/// <summary>How a request may present its credential.</summary>
internal sealed record CredentialSettings(string Header, string Scheme, SessionGuard Guard, bool IsStrict);

/// <summary>The credential of a request as text, not looked at yet.</summary>
internal readonly record struct PresentedToken(string Text, CallerKind Kind)
{
    /// <summary>
    /// Over https (and behind a proxy that speaks it): bound to the host, for its whole path, and never readable over http.
    /// </summary>
    public const string SecureCookie = "__Host-keywright";

    /// <summary>Over plain http, which browsers allow on loopback.</summary>
    public const string PlainCookie = "keywright";

    // Two of a field that may stand once (RFC 9110 §5.3): a proxy may have read the other one, so neither counts.
    private static readonly PresentedToken Ambiguous = new("", CallerKind.SessionToken);

    /// <summary>A bearer token goes before a cookie. Null where there is neither.</summary>
    public static PresentedToken? From(HttpContext context, CredentialSettings settings, ClientAddress addresses)
    {
        var header = context.Request.Headers[settings.Header];
        if (header.Count > 1)
        {
            return Ambiguous;
        }

        if (header.Count == 1 && Bearer(header[0] ?? "", settings.Scheme) is { } text)
        {
            var kind = TokenText.KindOf(text);
            var isPersonal = kind == TokenKind.PersonalAccess || !SanctumToken.SecretOf(text).IsEmpty;
            return new PresentedToken(
                text,
                isPersonal ? CallerKind.PersonalToken
                : kind == TokenKind.OAuthAccess || IsSigned(text) ? CallerKind.AccessToken
                : CallerKind.SessionToken);
        }

        if (settings.Guard == SessionGuard.Token || context.Request.Headers.Cookie.Count == 0)
        {
            return null;
        }

        // Over https the plain name would let a neighbouring subdomain plant a session of its own.
        return context.Request.Cookies[addresses.IsHttps(context) ? SecureCookie : PlainCookie] is { Length: > 0 } cookie
            ? new PresentedToken(cookie, CallerKind.SessionCookie)
            : null;
    }

    // RFC 7519 §3: every JWT begins with the base64url of {" and has two dots.
    private static bool IsSigned(string text) => text.StartsWith("eyJ", StringComparison.Ordinal) && text.Contains('.');

    /// <summary>RFC 6750 §2.1; RFC 9110 §11.1: the scheme ignores case.</summary>
    private static string? Bearer(string header, string scheme) =>
        header.Length > scheme.Length + 1
        && header[scheme.Length] == ' '
        && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? header[(scheme.Length + 1)..].Trim()
            : null;
}
