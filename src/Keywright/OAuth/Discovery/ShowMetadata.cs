using Keywright.Http;

namespace Keywright.OAuth.Discovery;

/// <summary>GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server: the same document.</summary>
internal sealed class ShowMetadata(ServerMetadata metadata) : IUseCase
{
    public Task<IResult> Handle(Call call) => Task.FromResult<IResult>(new PublicJson(metadata.Json));
}

/// <summary>JSON that everybody may read and keep for a while, pages of other sites too.</summary>
internal sealed class PublicJson(byte[] json) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "public, max-age=300";
        if (response.Headers.AccessControlAllowOrigin.Count == 0)
        {
            response.Headers.AccessControlAllowOrigin = "*";
        }

        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
