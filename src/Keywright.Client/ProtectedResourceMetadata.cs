using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>The metadata of an API (RFC 9728 §2): which server gives tokens for it, and how they are shown.</summary>
internal static class ProtectedResourceMetadata
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string scheme)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<IOptionsMonitor<KeywrightBearerOptions>>().Get(scheme);
        if (!KeywrightBearerOptions.IsWeb(options.Audience, out var resource) || resource.Fragment.Length > 0 || resource.Query.Length > 0)
        {
            throw new InvalidOperationException("MapProtectedResourceMetadata: Audience must be the URL of this API (RFC 9728 §1.2).");
        }

        // §3.1: between host and path.
        var path = WellKnown + resource.AbsolutePath.TrimEnd('/');
        endpoints.ServiceProvider.GetRequiredService<MetadataAddresses>()
            .Add(scheme, resource.GetLeftPart(UriPartial.Authority) + path);
        var body = Write(options);
        return endpoints.MapGet(path, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=3600";
            // It is for everybody, scripts of other sites among them.
            http.Response.Headers.AccessControlAllowOrigin = "*";
            return Results.Bytes(body, "application/json");
        }).AllowAnonymous();
    }

    private static byte[] Write(KeywrightBearerOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resource"u8, options.Audience);
            List(json, "authorization_servers", [options.Issuer]);
            if (options.Scopes.Count > 0)
            {
                List(json, "scopes_supported", options.Scopes);
            }

            List(json, "bearer_methods_supported", ["header"]);
            if (options.ResourceName is { } name)
            {
                json.WriteString("resource_name"u8, name);
            }

            if (options.Origin is not null)
            {
                List(json, "dpop_signing_alg_values_supported", ["ES256", "RS256", "PS256"]);
            }

            json.WriteBoolean("dpop_bound_access_tokens_required"u8, options.RequireDpop);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

/// <summary>Where the metadata of each scheme is mapped, for its challenges.</summary>
internal sealed class MetadataAddresses
{
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);

    public void Add(string scheme, string address) => _addresses[scheme] = address;

    public string? Find(string scheme) => _addresses.GetValueOrDefault(scheme);
}
