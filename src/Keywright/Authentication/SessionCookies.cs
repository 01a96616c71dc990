using Keywright.Http;
using Keywright.Security;

namespace Keywright.Authentication;

/// <summary>The cookies of cookie mode: the session, its XSRF companion, and the device.</summary>
internal sealed class SessionCookies(ClientAddress addresses, SameOrigin sameOrigin, SessionOptions options)
{
    private const string SecureDevice = "__Host-keywright-device";
    private const string PlainDevice = "keywright-device";

    public void Set(HttpContext context, SessionId session, string cookie, bool remember)
    {
        var attributes = Attributes(context);
        attributes.MaxAge = remember ? options.RememberLifetime : null;
        context.Response.Cookies.Append(Name(attributes), cookie, attributes);
        sameOrigin.SetCookie(context, session);
    }

    public void SetDevice(HttpContext context, string device, TimeSpan lifetime)
    {
        var attributes = Attributes(context);
        attributes.MaxAge = lifetime;
        context.Response.Cookies.Append(attributes.Secure ? SecureDevice : PlainDevice, device, attributes);
    }

    public string? Device(HttpContext context) => context.Request.Cookies[addresses.IsHttps(context) ? SecureDevice : PlainDevice];

    public void Clear(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(PresentedToken.SecureCookie)
            || context.Request.Cookies.ContainsKey(PresentedToken.PlainCookie))
        {
            var attributes = Attributes(context);
            context.Response.Cookies.Delete(Name(attributes), attributes);
            sameOrigin.ClearCookie(context);
        }
    }

    private static string Name(CookieOptions attributes) => attributes.Secure ? PresentedToken.SecureCookie : PresentedToken.PlainCookie;

    private CookieOptions Attributes(HttpContext context) => new()
    {
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = addresses.IsHttps(context),
        IsEssential = true,
    };
}
