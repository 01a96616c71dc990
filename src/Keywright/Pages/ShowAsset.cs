using Keywright.Http;

namespace Keywright.Pages;

/// <summary>GET /_keywright/{file}.</summary>
internal sealed class ShowAsset : IUseCase
{
    public Task<IResult> Handle(Call call) => Task.FromResult<IResult>(
        Assets.Find(call.Route("file")) is { } asset
            ? new Sent(asset)
            : Problems.Of(ProblemCode.NotFound, "There is no such file."));

    private sealed class Sent(Asset asset) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = asset.ContentType;
            response.ContentLength = asset.Content.Length;
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.Body.WriteAsync(asset.Content, httpContext.RequestAborted);
            }
        }
    }
}
