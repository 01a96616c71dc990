using System.Globalization;
using System.Text;
using Keywright.Http;
using Microsoft.Net.Http.Headers;

namespace Keywright.Pages;

/// <summary>A page as an answer. It may load, run, frame and submit nothing but what is ours.</summary>
internal sealed class PageResult(Call call, Page page, int status = StatusCodes.Status200OK) : IResult
{
    public Page Page { get; } = page;

    public int Status { get; } = status;

    /// <summary>
    /// The one origin beside our own that a form of the page may end at, where it is redirected to a client: browsers hold a redirect
    /// against <c>form-action</c> too. Whoever sets it has checked it against what the client registered.
    /// </summary>
    public string? FormActionOrigin { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The problem that the page tells of, for the fields of its answer.</summary>
    public ProblemResult? Problem { get; init; }

    /// <summary>The page for what an API would have answered with a problem.</summary>
    public static IResult Of(Call call, ProblemResult problem) =>
        new PageResult(call, new ErrorPage(problem.Code.Title, problem.Detail, call.TraceId), problem.Code.Status) { Problem = problem };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var token = call.CallerOrNull is { Kind: CallerKind.SessionCookie, SessionId: { } session }
            ? services.GetRequiredService<SameOrigin>().TokenFor(session)
            : null;
        var html = Shell.Write(Page, new PageFrame(services.GetRequiredService<PageSettings>(), token));

        // Written before the head is sent: a failure is still a clean 500.
        var body = Encoding.UTF8.GetBytes(html.ToString());
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        Protect(response.Headers);
        Explain(httpContext);
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private void Protect(IHeaderDictionary headers)
    {
        var formAction = FormActionOrigin is { } origin && Uri.TryCreate(origin, UriKind.Absolute, out _)
            && origin.All(c => c is > ' ' and < '\x7f' and not (';' or ','))
            ? "'self' " + origin
            : "'self'";
        headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + $"form-action {formAction}; frame-ancestors 'none'; base-uri 'none'";
    }

    private void Explain(HttpContext http)
    {
        if ((RetryAfter ?? Problem?.RetryAfter) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        // RFC 9110 §15.5.2: a 401 says how to do better. No browser asks for a password because of this scheme.
        if (Status == StatusCodes.Status401Unauthorized)
        {
            var problem = Problem;
            http.Response.Headers[HeaderNames.WWWAuthenticate] =
                Challenge.For(http, problem?.Code ?? ProblemCode.Unauthenticated, problem?.Detail ?? "");
        }
    }
}
