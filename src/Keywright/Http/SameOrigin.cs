using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security;

namespace Keywright.Http;

/// <summary>
/// Keeps other sites from using a browser's session cookie. A browser says where a request comes from (<c>Sec-Fetch-Site</c>,
/// <c>Origin</c>); where it says neither, the page must show that it can read our cookie (double submit, bound to the session).
/// </summary>
internal sealed class SameOrigin(HttpSettings settings, HttpKeys keys, ClientAddress address)
{
    public const string CookieName = "XSRF-TOKEN";
    public const string HeaderName = "X-XSRF-TOKEN";

    private enum Verdict
    {
        Own,
        Foreign,
        Unknown,
    }

    /// <summary>The refusal of an unsafe request that a session cookie authenticates, or null.</summary>
    public ProblemResult? Refuse(HttpContext context, SessionId sessionId)
    {
        if (!settings.CsrfProtection || IsSafe(context.Request.Method))
        {
            return null;
        }

        return Judge(context) switch
        {
            Verdict.Own => null,
            Verdict.Unknown when HasToken(context, sessionId) => null,
            Verdict.Unknown => Problems.Of(
                ProblemCode.CsrfFailed,
                $"The request says neither Origin nor Sec-Fetch-Site: send the cookie {CookieName} as {HeaderName}."),
            _ => Foreign(),
        };
    }

    /// <summary>The refusal of an unsafe request from another site that needs no cookie to do harm (sign-in, sign-up), or null.</summary>
    public ProblemResult? RefuseForeign(HttpContext context) =>
        settings.CsrfProtection && !IsSafe(context.Request.Method) && Judge(context) == Verdict.Foreign ? Foreign() : null;

    /// <summary>
    /// The refusal of a form of our own pages that a session cookie sends, or null. Other origins, configured ones too, don't fill in our
    /// forms; where the browser says nothing, the form's hidden token decides.
    /// </summary>
    public ProblemResult? RefuseForm(HttpContext context, SessionId sessionId, string? token)
    {
        if (!settings.CsrfProtection)
        {
            return null;
        }

        return Judge(context, isForm: true) switch
        {
            Verdict.Own => null,
            Verdict.Unknown when IsToken(token, sessionId) => null,
            Verdict.Unknown => Problems.Of(ProblemCode.CsrfFailed, "The form is not of this session. Go back, reload and send it again."),
            _ => Foreign(),
        };
    }

    /// <summary>The refusal of a form that another site sends, whoever is signed in, or null.</summary>
    public ProblemResult? RefuseForeignForm(HttpContext context) =>
        settings.CsrfProtection && Judge(context, isForm: true) == Verdict.Foreign ? Foreign() : null;

    public string TokenFor(SessionId sessionId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(keys.Xsrf, sessionId.Value.ToByteArray(bigEndian: true)));

    /// <summary>
    /// Hands the page its token. The script must read it, so it is not HttpOnly; it is worth nothing without the session cookie.
    /// </summary>
    public void SetCookie(HttpContext context, SessionId sessionId) =>
        context.Response.Cookies.Append(CookieName, TokenFor(sessionId), Attributes(context));

    public void ClearCookie(HttpContext context) => context.Response.Cookies.Delete(CookieName, Attributes(context));

    /// <summary>RFC 9110 §9.2.1.</summary>
    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private static ProblemResult Foreign() => Problems.Of(ProblemCode.CsrfFailed, "The request comes from another site.");

    private CookieOptions Attributes(HttpContext context) => new()
    {
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = address.IsHttps(context),
        HttpOnly = false,
        IsEssential = true,
    };

    private Verdict Judge(HttpContext context, bool isForm = false)
    {
        var headers = context.Request.Headers;
        var site = headers["Sec-Fetch-Site"].ToString();
        var origin = headers.Origin.ToString();
        var sameSite = site.Equals("same-origin", StringComparison.OrdinalIgnoreCase);

        // A page with the referrer policy no-referrer sends Origin: null to its own site too; Sec-Fetch-Site tells it from a sandbox.
        if (origin.Length > 0 && !(sameSite && origin == "null"))
        {
            return IsPublic(origin) || (!isForm && IsConfigured(origin))
                || (IsOwn(context, origin, anyScheme: sameSite) && !SaysOtherwise(site))
                ? Verdict.Own
                : Verdict.Foreign;
        }

        return sameSite ? Verdict.Own : SaysOtherwise(site) ? Verdict.Foreign : Verdict.Unknown;
    }

    /// <summary><c>none</c> is the user's own doing (a reload); it proves nothing, nor does it accuse.</summary>
    private static bool SaysOtherwise(string site) =>
        site.Length > 0
        && !site.Equals("same-origin", StringComparison.OrdinalIgnoreCase)
        && !site.Equals("none", StringComparison.OrdinalIgnoreCase);

    private bool IsPublic(string origin) => origin.Equals(settings.PublicOrigin, StringComparison.OrdinalIgnoreCase);

    private bool IsConfigured(string origin) => settings.CorsOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The browser writes both Host and Origin. Behind a proxy that ends TLS the scheme is not known to us: there it counts only when
    /// the browser itself says same-origin.
    /// </summary>
    private bool IsOwn(HttpContext context, string origin, bool anyScheme)
    {
        var host = context.Request.Host.Value;
        if (string.IsNullOrEmpty(host))
        {
            return false;
        }

        var own = (address.IsHttps(context) ? "https://" : "http://") + host;
        return origin.Equals(own, StringComparison.OrdinalIgnoreCase)
            || (anyScheme && origin.Equals("https://" + host, StringComparison.OrdinalIgnoreCase));
    }

    private bool HasToken(HttpContext context, SessionId sessionId)
    {
        var header = Encoding.UTF8.GetBytes(context.Request.Headers[HeaderName].ToString());
        var cookie = Encoding.UTF8.GetBytes(context.Request.Cookies[CookieName] ?? "");
        var expected = Encoding.UTF8.GetBytes(TokenFor(sessionId));
        return CryptographicOperations.FixedTimeEquals(header, cookie) & CryptographicOperations.FixedTimeEquals(header, expected);
    }

    private bool IsToken(string? token, SessionId sessionId) => token is not null && CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(TokenFor(sessionId)));
}
