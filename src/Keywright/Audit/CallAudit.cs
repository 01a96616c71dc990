using Keywright.Http;

namespace Keywright.Audit;

internal static class CallAudit
{
    private const int FirstSuccess = 200;
    private const int FirstRedirect = 300;

    /// <summary>
    /// Who calls, and by which request. The path is kept without its query; what the route knows of the query, and of the body, is kept as
    /// parameters, without secrets.
    /// </summary>
    public static AuditOrigin Origin(this Call call)
    {
        var route = call.Http.GetEndpoint()?.Metadata.GetMetadata<Http.Route>();
        return new AuditOrigin(
            call.CallerOrNull?.UserId.Value, call.CallerOrNull?.SessionId, call.Address, call.UserAgent, call.Method, call.Path, [])
        {
            Country = call.Place?.Country,
            City = call.Place?.City,
            ParametersJson = AuditParameters.Of(call, route?.QueryParameters ?? []),
            SuccessStatus = route?.Answers.FirstOrDefault(answer => answer.Status is >= FirstSuccess and < FirstRedirect)?.Status,
        };
    }
}
