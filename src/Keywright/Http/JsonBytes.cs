namespace Keywright.Http;

/// <summary>JSON that is written already. It holds secrets, or what is true now only.</summary>
internal static class JsonBytes
{
    public static Task Send(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "no-store";

        // RFC 6749 §5.1 asks for it, for the caches of 1996.
        response.Headers.Pragma = "no-cache";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }
}

/// <summary>An answer of JSON that is written already.</summary>
internal sealed class JsonBytesAnswer(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => JsonBytes.Send(httpContext, status, json);
}
