using Keywright.Http.Places;

namespace Keywright.Http;

/// <summary>The life of a request on one of our routes.</summary>
internal sealed class RoutePipeline(
    HttpEdge edge, RateLimiter limiter, ClientAddress addresses, PlaceOfCall places, SameOrigin sameOrigin, ICallers callers,
    IConfirmations confirmations)
{
    public Task Run(HttpContext http, Route route) => edge.Guard(http, () => Answer(http, route), route);

    /// <summary>RFC 9110 §15.5.6: a 405 says what is allowed. OPTIONS is the polite way to ask.</summary>
    public Task RefuseMethod(HttpContext http, string allow) => edge.Guard(http, () =>
    {
        http.Response.Headers.Allow = allow;
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            Cors.AddPreflight(http, allow);
            return Task.FromResult(Answers.NoContent());
        }

        return Task.FromResult<IResult>(Problems.Of(ProblemCode.MethodNotAllowed, $"This path answers {allow}."));
    });

    public Task RefusePath(HttpContext http) =>
        edge.Guard(http, () => Task.FromResult<IResult>(Problems.Of(ProblemCode.NotFound, "There is nothing at this path.")));

    private async Task<IResult> Answer(HttpContext http, Route route)
    {
        var address = addresses.Of(http);
        if (route.AddressLimit is { } limit
            && await limiter.Refuse(new Call(http, address, null), limit, ClientAddress.LimitKey(address)) is { } limited)
        {
            return limited;
        }

        var (caller, refused) = await Identify(http, route);
        if (refused is not null)
        {
            return refused;
        }

        var call = new Call(http, address, caller) { FindPlace = new(() => places.Find(http, address), LazyThreadSafetyMode.None) };
        return RefuseOrigin(http, route, caller) ?? await route.Run(http, call);
    }

    private ProblemResult? RefuseOrigin(HttpContext http, Route route, Caller? caller) =>
        route.ReadsForm ? sameOrigin.RefuseForeignForm(http)
        : caller is { Kind: CallerKind.SessionCookie, SessionId: { } sessionId } ? sameOrigin.Refuse(http, sessionId)
        : route.RefusesForeignOrigin ? sameOrigin.RefuseForeign(http)
        : null;

    private async ValueTask<(Caller? Caller, ProblemResult? Refused)> Identify(HttpContext http, Route route)
    {
        if (route.Policy == RoutePolicy.Anyone)
        {
            return default;
        }

        var outcome = await callers.Identify(http, http.RequestAborted);
        return outcome switch
        {
            CallerOutcome.Known known => (known.Caller, await RefuseCaller(known.Caller, route, http.RequestAborted)),
            _ when route.Policy == RoutePolicy.OptionalCaller => default,
            CallerOutcome.Refused refused => (null, Problems.Of(refused.Code, refused.Detail)),
            _ => (null, Problems.Of(ProblemCode.Unauthenticated, "This needs a signed-in user: send a token or a session cookie.")),
        };
    }

    private async ValueTask<ProblemResult?> RefuseCaller(Caller caller, Route route, CancellationToken ct)
    {
        if (route.Policy is not (RoutePolicy.FirstPartyOnly or RoutePolicy.PasswordConfirmed))
        {
            return RefusePermission(caller, route);
        }

        if (!caller.IsFirstParty || caller.SessionId is not { } sessionId)
        {
            return Problems.Of(ProblemCode.SessionRequired, "A personal access token may not do this: sign in.");
        }

        if (RefusePermission(caller, route) is { } refused)
        {
            return refused;
        }

        return route.Policy == RoutePolicy.FirstPartyOnly || await confirmations.IsConfirmed(sessionId, ct)
            ? null
            : Problems.Of(ProblemCode.PasswordConfirmationRequired, "Confirm the password first: POST /password/confirm.");
    }

    /// <summary>Before anything is looked up: whoever may not ask learns nothing of what there is.</summary>
    private static ProblemResult? RefusePermission(Caller caller, Route route) =>
        route.NeededPermission is not { } needed ? null
        : !caller.Permissions.Covers(needed) ? Problems.Of(ProblemCode.PermissionRequired, $"This needs the permission {needed}.")
        : !caller.IsAble(needed) ? Problems.Of(ProblemCode.AbilityRequired, $"The token lacks the ability {needed}.")
        : null;
}
