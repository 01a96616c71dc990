namespace Keywright.Http;

/// <summary>The successes of the API, in our own JSON.</summary>
internal static class Answers
{
    public static IResult Ok<T>(T body) => new JsonAnswer<T>(StatusCodes.Status200OK, body);

    public static IResult Created<T>(T body) => new JsonAnswer<T>(StatusCodes.Status201Created, body);

    public static IResult Accepted<T>(T body) => new JsonAnswer<T>(StatusCodes.Status202Accepted, body);

    public static IResult Accepted() => EmptyAnswer.Accepted;

    public static IResult NoContent() => EmptyAnswer.NoContent;

    /// <summary>Sends a browser on. Whoever calls has checked where to.</summary>
    public static IResult Redirect(string address) => new RedirectAnswer(address, StatusCodes.Status302Found);

    /// <summary>Sends a browser on after a form, to look and not to send again (RFC 9110 §15.4.4).</summary>
    public static IResult SeeOther(string address) => new RedirectAnswer(address, StatusCodes.Status303SeeOther);
}

internal sealed class JsonAnswer<T>(int status, T body) : IResult
{
    public int Status { get; } = status;

    public T Body { get; } = body;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var wire = httpContext.RequestServices.GetRequiredService<WireJson>();

        // Serialised before the head is sent: a failure is still a clean 500.
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Body, wire.TypeOf<T>());
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}

internal sealed class EmptyAnswer(int status) : IResult
{
    public static readonly EmptyAnswer Ok = new(StatusCodes.Status200OK);

    public static readonly EmptyAnswer Accepted = new(StatusCodes.Status202Accepted);

    public static readonly EmptyAnswer NoContent = new(StatusCodes.Status204NoContent);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

internal sealed class RedirectAnswer(string address, int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.Location = address;
        response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
