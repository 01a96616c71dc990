using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keywright.Http.OpenApi;

/// <summary>
/// The OpenAPI 3.1 description of a table of routes. Written by hand from what the routes say of themselves: the framework's generator
/// needs its own parameter binding, which our routes do without. Same routes, same bytes.
/// </summary>
internal static class OpenApiDocument
{
    public const string Version = "3.1.1";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(IEnumerable<Route> routes, HttpSettings settings, WireJson json)
    {
        var schemas = new Schemas(json);
        var paths = new JsonObject();
        var byPath = routes.Where(route => !route.IsPage)
            .GroupBy(route => route.Path, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var path in byPath)
        {
            var operations = new JsonObject();
            foreach (var route in path.OrderBy(route => route.Method, StringComparer.Ordinal))
            {
                operations[Lower(route.Method)] = Operation.Describe(route, schemas);
            }

            paths[path.First().IsWhole ? path.Key : settings.RoutePrefix + path.Key] = operations;
        }

        var document = new JsonObject
        {
            ["openapi"] = Version,
            ["info"] = new JsonObject
            {
                ["title"] = "Keywright",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.ToJson(), ["securitySchemes"] = SecuritySchemes(settings) },
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, Compact);
    }

    /// <summary>OpenAPI names methods in lower case.</summary>
    internal static string Lower(string method) => string.Concat(method.Select(char.ToLowerInvariant));

    private static JsonObject SecuritySchemes(HttpSettings settings)
    {
        var plain = settings.TokenHeader.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
            && settings.TokenScheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);
        return new JsonObject
        {
            [Operation.Bearer] = plain
                ? new JsonObject { ["type"] = "http", ["scheme"] = "bearer" }
                : new JsonObject
                {
                    ["type"] = "apiKey",
                    ["in"] = "header",
                    ["name"] = settings.TokenHeader,
                    ["description"] = $"The word {settings.TokenScheme}, a space, and the token.",
                },
            [Operation.Cookie] = new JsonObject
            {
                ["type"] = "apiKey",
                ["in"] = "cookie",
                ["name"] = "__Host-keywright",
                ["description"] = "The session cookie; keywright over plain http on this machine. Unsafe requests need the same origin.",
            },
        };
    }
}
