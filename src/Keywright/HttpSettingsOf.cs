using Keywright.Http;

namespace Keywright;

/// <summary>What the folder Http is told of the options.</summary>
internal static class HttpSettingsOf
{
    public static HttpSettings Options(KeywrightOptions options) => new()
    {
        RoutePrefix = options.RoutePrefix,
        AdminPrefix = options.AdminPrefix,
        TokenHeader = options.TokenHeader,
        TokenScheme = options.TokenScheme,
        CsrfProtection = options.CsrfProtection,
        CorsOrigins = [.. options.Cors.Origins],
        PublicOrigin = OptionsRules.Origin(options.PublicUrl),
        GeoDatabase = options.Risk.GeoDatabase,
        CountryHeader = options.Risk.CountryHeader,
        TrustedProxies = [.. options.TrustedProxies.Select(proxy => OptionsRules.Network(proxy)!.Value)],
    };
}
