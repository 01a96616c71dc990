using Keywright.Http;

namespace Keywright.External;

/// <summary>
/// What a browser keeps while its user is at a provider, and until the exchange is redeemed. Lax: it comes with the provider's redirect.
/// </summary>
internal sealed class ExternalCookies(ClientAddress addresses)
{
    private const string Attempt = "keywright-external";
    private const string Exchange = "keywright-exchange";

    public string? AttemptOf(HttpContext context) => context.Request.Cookies[Name(context, Attempt)];

    public void SetAttempt(HttpContext context, string text) => Set(context, Attempt, text, ExternalAttempts.Lifetime);

    public void ClearAttempt(HttpContext context) => Clear(context, Attempt);

    /// <summary>The secret whose hash an exchange is bound to.</summary>
    public string? ExchangeOf(HttpContext context) => context.Request.Cookies[Name(context, Exchange)];

    public void SetExchange(HttpContext context, string secret, TimeSpan lifetime) => Set(context, Exchange, secret, lifetime);

    public void ClearExchange(HttpContext context) => Clear(context, Exchange);

    private void Set(HttpContext context, string name, string value, TimeSpan lifetime)
    {
        var attributes = Attributes(context);
        attributes.MaxAge = lifetime;
        context.Response.Cookies.Append(Name(context, name), value, attributes);
    }

    private void Clear(HttpContext context, string name) =>
        context.Response.Cookies.Delete(Name(context, name), Attributes(context));

    private string Name(HttpContext context, string name) => addresses.IsHttps(context) ? "__Host-" + name : name;

    private CookieOptions Attributes(HttpContext context) => new()
    {
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = addresses.IsHttps(context),
        IsEssential = true,
    };
}
