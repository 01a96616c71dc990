using Keywright.Http;

namespace Keywright.Server;

/// <summary>Until the library's own extensions exist.</summary>
internal static class StandIn
{
    public static void AddKeywright(this IServiceCollection services, KeywrightOptions options) =>
        services.AddKeywrightHttp(
            HttpSettingsOf.Options(options), options.RateLimiting, new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver());

    public static void MapKeywright(this IEndpointRouteBuilder endpoints) => _ = endpoints;
}
