using Keywright.Database;
using Keywright.Security.PasswordHash;

namespace Keywright.Http;

/// <summary>The one place where exceptions become answers, and where every answer gets its protective fields.</summary>
internal sealed partial class HttpEdge(Cors cors, ILogger<HttpEdge> log)
{
    private const int ClientClosedRequest = 499;

    public async Task Guard(HttpContext http, Func<Task<IResult>> answer, Route? route = null)
    {
        SecurityFields.Add(http.Response.Headers);
        if (route is not { IsPage: true })
        {
            cors.Add(http);
        }

        try
        {
            await Present(http, await answer(), route).ExecuteAsync(http);
        }
#pragma warning disable CA1031 // The edge: whatever went wrong becomes an answer that tells nothing, and a log entry that tells all.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await Refuse(http, e, route);
        }
    }

    /// <summary>People are shown a page where programs are sent a problem.</summary>
    private static IResult Present(HttpContext http, IResult result, Route? route) =>
        result is ProblemResult problem && route?.Present is { } present ? present(new Call(http, null, null), problem) : result;

    private async Task Refuse(HttpContext http, Exception e, Route? route)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read an answer. The status is for the host's access log.
            SetStatus(http, ClientClosedRequest);
            return;
        }

        if (http.Response.HasStarted)
        {
            Broke(log, e, Call.TraceIdOf(http));
            http.Abort();
            return;
        }

        var problem = Translate(http, e);
        RemoveSecrets(http.Response);
        await Present(http, problem, route).ExecuteAsync(http);
    }

    private ProblemResult Translate(HttpContext http, Exception e)
    {
        switch (e)
        {
            case DatabaseException database:
                DatabaseFailed(log, database, database.Problem, Call.TraceIdOf(http));
                return Problems.Of(database.Problem);
            case HasherBusyException busy:
                return Problems.Of(ProblemCode.Busy, "Too many sign-ins at once. Try again shortly.", busy.RetryAfter);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Body.TooLarge();
            case BadHttpRequestException:
                return Problems.Of(ProblemCode.MalformedRequest, "The request could not be read.");
            default:
                Broke(log, e, Call.TraceIdOf(http));
                return Problems.Of(ProblemCode.InternalError, "Something went wrong here. The trace id finds it in the log.");
        }
    }

    /// <summary>
    /// What the use case had already put on an answer that is not sent: above all the cookies of a session that was not committed.
    /// </summary>
    private static void RemoveSecrets(HttpResponse response)
    {
        response.Headers.Remove("Set-Cookie");
        response.Headers.Remove("Location");
        response.Headers.Remove("ETag");
    }

    private static void SetStatus(HttpContext http, int status)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.StatusCode = status;
        }
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "A request failed unexpectedly (trace {TraceId})")]
    private static partial void Broke(ILogger log, Exception e, string traceId);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "The database failed a request: {Problem} (trace {TraceId})")]
    private static partial void DatabaseFailed(ILogger log, Exception e, DatabaseProblem problem, string traceId);
}
