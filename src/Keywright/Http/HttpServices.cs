using System.Net;
using System.Text.Json.Serialization.Metadata;
using Keywright.Http.Outgoing;
using Keywright.Http.Places;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Keywright.Http;

/// <summary>
/// What the mapping needs. The root adds <see cref="HttpKeys"/>, <see cref="ICallers"/> and <see cref="IConfirmations"/>.
/// </summary>
internal static class HttpServices
{
    public static IServiceCollection AddKeywrightHttp(
        this IServiceCollection services, HttpSettings settings, RateLimitOptions limits, IJsonTypeInfoResolver json) =>
        services.AddSingleton(settings).AddSingleton(limits).AddSingleton(new WireJson(json)).AddKeywrightHttp();

    /// <summary>For a root that adds the settings, limits and JSON types itself, once the options are read.</summary>
    public static IServiceCollection AddKeywrightHttp(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<Cors>()
            .AddSingleton<ClientAddress>().AddSingleton<GeoDatabase>().AddSingleton<PlaceOfCall>()
            .AddSingleton<SameOrigin>()
            .AddSingleton<RateLimiter>()
            .AddSingleton<HttpEdge>()
            .AddSingleton<OutgoingHttp>().AddSingleton<PublicHttp>()
            .AddSingleton<ResolveHost>((host, ct) => Dns.GetHostAddressesAsync(host, ct))
            .AddSingleton<RoutePipeline>();
    }
}
