using Keywright.Http;
using Microsoft.Net.Http.Headers;

namespace Keywright.SigningKeys;

/// <summary>GET /.well-known/jwks.json: the public keys that our tokens are verified with.</summary>
internal static class KeySetEndpoint
{
    private const string Path = "/.well-known/jwks.json";

    private static readonly string[] Methods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var edge = endpoints.ServiceProvider.GetRequiredService<HttpEdge>();
        var keys = endpoints.ServiceProvider.GetRequiredService<KeySet>();
        _ = endpoints.MapMethods(Path, Methods, http => edge.Guard(
            http, async () => new Answer(await keys.Get(http.RequestAborted)))).AllowAnonymous();
    }

    private sealed class Answer(KeySet.Sent sent) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (request, response) = (httpContext.Request, httpContext.Response);

            // Much shorter than a key is published before it signs.
            response.Headers.CacheControl = "public, max-age=3600";
            response.Headers.ETag = sent.Tag;
            var tag = new EntityTagHeaderValue(sent.Tag);
            if (request.GetTypedHeaders().IfNoneMatch.Any(
                known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = "application/jwk-set+json";
            response.ContentLength = sent.Body.Length;
            if (!HttpMethods.IsHead(request.Method))
            {
                await response.Body.WriteAsync(sent.Body, httpContext.RequestAborted);
            }
        }
    }
}
