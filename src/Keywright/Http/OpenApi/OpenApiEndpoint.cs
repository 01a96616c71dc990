using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Keywright.Http.OpenApi;

/// <summary>GET /openapi/v1.json: built at the first request, then the same bytes with their ETag.</summary>
internal static class OpenApiEndpoint
{
    public static IEndpointConventionBuilder MapOpenApi(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var edge = services.GetRequiredService<HttpEdge>();
        var document = new Lazy<Cached>(() => new Cached(OpenApiDocument.Write(
            endpoints.DataSources.OfType<RouteTable>().SelectMany(table => table.Routes),
            services.GetRequiredService<HttpSettings>(),
            services.GetRequiredService<WireJson>())));
        return endpoints.MapMethods("/openapi/v1.json", ["GET", "HEAD"], Answer).AllowAnonymous();

        Task Answer(HttpContext http) => edge.Guard(http, () => Task.FromResult<IResult>(document.Value));
    }

    private sealed class Cached(byte[] bytes) : IResult
    {
        private readonly EntityTagHeaderValue _etag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\"");

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.Headers.ETag = _etag.ToString();
            response.Headers.CacheControl = "public, max-age=300";
            if (httpContext.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_etag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = "application/json";
            response.ContentLength = bytes.Length;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
            }
        }
    }
}
