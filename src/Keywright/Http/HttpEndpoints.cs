namespace Keywright.Http;

/// <summary>The one route that belongs to no feature.</summary>
internal static class HttpEndpoints
{
    public static void MapXsrf(this KeywrightRoutes api) => api.Get<ShowXsrfToken>("/csrf").OptionalCaller().Answer(StatusCodes.Status204NoContent);
}
