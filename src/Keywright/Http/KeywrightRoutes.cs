namespace Keywright.Http;

/// <summary>
/// Maps routes to use cases: limit, caller, same origin, then the body, then the use case, in that order, by our own delegate. Nothing
/// of the host (middleware, filters, parameter binding, JSON options) takes part.
/// </summary>
internal sealed class KeywrightRoutes(IServiceProvider services, RouteTable table, string? root = null)
{
    /// <summary>The same table, below <c>AdminPrefix</c>.</summary>
    public KeywrightRoutes Admin => new(services, table, services.GetRequiredService<HttpSettings>().AdminPrefix);

    /// <summary>The same table, for paths that a standard fixes.</summary>
    public KeywrightRoutes AtRoot => new(services, table, "");

    /// <summary>How refusals are shown where people read them.</summary>
    private Func<Call, ProblemResult, IResult>? Present { get; init; }

    /// <summary>The same table, for pages that people see: below <paramref name="prefix"/>, which may be empty.</summary>
    public KeywrightRoutes Pages(string prefix, Func<Call, ProblemResult, IResult> present) =>
        new(services, table, prefix) { Present = present };

    /// <summary>The routes under the prefix of <paramref name="endpoints"/>; features that are mapped alone meet in one table.</summary>
    public static KeywrightRoutes On(IEndpointRouteBuilder endpoints)
    {
        var source = endpoints.DataSources.OfType<RouteTable>().FirstOrDefault();
        if (source is null)
        {
            source = ActivatorUtilities.CreateInstance<RouteTable>(endpoints.ServiceProvider);
            endpoints.DataSources.Add(source);
        }

        return new KeywrightRoutes(endpoints.ServiceProvider, source);
    }

    public Route Get<TUseCase>(string path)
        where TUseCase : class, IUseCase => Map<TUseCase>(HttpMethods.Get, path);

    public Route Post<TUseCase>(string path)
        where TUseCase : class, IUseCase => Map<TUseCase>(HttpMethods.Post, path);

    public Route Put<TUseCase>(string path)
        where TUseCase : class, IUseCase => Map<TUseCase>(HttpMethods.Put, path);

    public Route Delete<TUseCase>(string path)
        where TUseCase : class, IUseCase => Map<TUseCase>(HttpMethods.Delete, path);

    public Route Post<TUseCase, TRequest>(string path)
        where TUseCase : class, IUseCase<TRequest>
        where TRequest : class => Map<TUseCase, TRequest>(HttpMethods.Post, path);

    public Route Put<TUseCase, TRequest>(string path)
        where TUseCase : class, IUseCase<TRequest>
        where TRequest : class => Map<TUseCase, TRequest>(HttpMethods.Put, path);

    public Route Patch<TUseCase, TRequest>(string path)
        where TUseCase : class, IUseCase<TRequest>
        where TRequest : class => Map<TUseCase, TRequest>(HttpMethods.Patch, path);

    public Route Delete<TUseCase, TRequest>(string path)
        where TUseCase : class, IUseCase<TRequest>
        where TRequest : class => Map<TUseCase, TRequest>(HttpMethods.Delete, path);

    /// <summary>POST of a form. Where a session cookie sends it, it must be a form of our own (<see cref="SameOrigin"/>).</summary>
    public Route Form<TUseCase>(string path)
        where TUseCase : class, IUseCase<Parameters>
    {
        var useCase = ActivatorUtilities.GetServiceOrCreateInstance<TUseCase>(services);
        var sameOrigin = services.GetRequiredService<SameOrigin>();
        return table.Add(new Route(HttpMethods.Post, root + path, typeof(TUseCase), null, async (http, call) =>
        {
            var form = await Parameters.Form(http, call.Ct);
            var refusal = form.Refusal
                ?? (form.Value!.Repeated() is { } twice
                    ? Problems.Of(ProblemCode.MalformedRequest, $"The form holds {twice} more than once.")
                    : null)
                ?? (call.CallerOrNull is { Kind: CallerKind.SessionCookie, SessionId: { } session }
                    ? sameOrigin.RefuseForm(http, session, form.Value![Parameters.TokenField])
                    : null);
            return refusal ?? await useCase.Handle(form.Value!, call);
        })
        {
            IsWhole = root is not null,
            Present = Present,
            ReadsForm = true,
        });
    }

    private Route Map<TUseCase>(string method, string path)
        where TUseCase : class, IUseCase
    {
        var useCase = ActivatorUtilities.GetServiceOrCreateInstance<TUseCase>(services);
        return table.Add(new Route(method, root + path, typeof(TUseCase), null, (_, call) => useCase.Handle(call))
        {
            IsWhole = root is not null,
            Present = Present,
        });
    }

    private Route Map<TUseCase, TRequest>(string method, string path)
        where TUseCase : class, IUseCase<TRequest>
        where TRequest : class
    {
        var useCase = ActivatorUtilities.GetServiceOrCreateInstance<TUseCase>(services);
        var type = services.GetRequiredService<WireJson>().TypeOf<TRequest>();
        Route? route = null;
        route = new Route(method, root + path, typeof(TUseCase), typeof(TRequest), async (http, call) =>
        {
            var body = await Body.Read(http, type, route!.HasOptionalBody, call.Ct);
            if (body.Refusal is { } refusal)
            {
                return refusal;
            }

            call.Body = () => Body.Write(body.Value!, type);
            return await useCase.Handle(body.Value!, call);
        })
        {
            IsWhole = root is not null,
            Present = Present,
        };
        return table.Add(route);
    }
}
