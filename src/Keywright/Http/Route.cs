namespace Keywright.Http;

internal enum RoutePolicy
{
    /// <summary>Any credential that works.</summary>
    SignedIn,

    /// <summary>No credential is looked at.</summary>
    Anyone,

    /// <summary>A credential that works is used; one that doesn't is as good as none.</summary>
    OptionalCaller,

    /// <summary>A session of the user's own.</summary>
    FirstPartyOnly,

    /// <summary>A session of the user's own whose password was confirmed a short while ago.</summary>
    PasswordConfirmed,
}

/// <summary>What a route answers with, for the description of the API. A null <paramref name="Body"/> is an empty answer.</summary>
internal sealed record RouteAnswer(int Status, Type? Body);

/// <summary>A route, who may call it and how often. A route that says nothing needs a signed-in caller.</summary>
internal sealed class Route(string method, string path, Type useCase, Type? request, Func<HttpContext, Call, Task<IResult>> run)
{
    private readonly List<RouteAnswer> _answers = [];

    public string Method { get; } = method;

    public string Path { get; } = path;

    public Type UseCase { get; } = useCase;

    public Type? Request { get; } = request;

    public RoutePolicy Policy { get; private set; }

    /// <summary>Whether <see cref="Path"/> is the whole one, not below <c>RoutePrefix</c>.</summary>
    public bool IsWhole { get; init; }

    /// <summary>
    /// How a refusal is shown to a person; null where programs read it. A route that has it is a page, and no part of the API.
    /// </summary>
    public Func<Call, ProblemResult, IResult>? Present { get; init; }

    public bool IsPage => Present is not null;

    /// <summary>Whether it reads a form, which brings a token of its own against other sites.</summary>
    public bool ReadsForm { get; init; }

    /// <summary>What the caller's roles must cover, and a token's abilities too.</summary>
    public string? NeededPermission { get; private set; }

    public RateLimit? AddressLimit { get; private set; }

    public bool RefusesForeignOrigin { get; private set; }

    public bool HasOptionalBody { get; private set; }

    public IReadOnlyList<RouteAnswer> Answers => _answers;

    /// <summary>For the description of the API only: the use case reads them itself.</summary>
    public IReadOnlyList<string> QueryParameters { get; private set; } = [];

    /// <summary>Reads the body, where the route has one, and runs the use case.</summary>
    public Func<HttpContext, Call, Task<IResult>> Run { get; } = run;

    public Route Anyone() => With(RoutePolicy.Anyone);

    public Route OptionalCaller() => With(RoutePolicy.OptionalCaller);

    public Route FirstPartyOnly() => With(RoutePolicy.FirstPartyOnly);

    public Route PasswordConfirmed() => With(RoutePolicy.PasswordConfirmed);

    /// <summary>Demands a permission, beside what the policy demands.</summary>
    public Route Permission(string permission)
    {
        NeededPermission = Security.Permission.Of(permission).Text;
        return this;
    }

    /// <summary>Counts every call, before anything else is looked at. Only a limit by address can be counted here.</summary>
    public Route Limit(RateLimit limit)
    {
        if (limit.Key != RateLimitKey.Address)
        {
            throw new ArgumentException($"The limit {limit.Name} is counted by the use case.", nameof(limit));
        }

        AddressLimit = limit;
        return this;
    }

    /// <summary>For anonymous routes that set a cookie: another site must not sign a browser in.</summary>
    public Route RefuseForeignOrigin()
    {
        RefusesForeignOrigin = true;
        return this;
    }

    /// <summary>A request without content counts as <c>{}</c>.</summary>
    public Route OptionalBody()
    {
        HasOptionalBody = true;
        return this;
    }

    public Route Query(params string[] names)
    {
        QueryParameters = names;
        return this;
    }

    public Route Answer(int status) => Add(new RouteAnswer(status, null));

    public Route Answer<T>(int status) => Add(new RouteAnswer(status, typeof(T)));

    /// <summary>The line of the approved list of routes.</summary>
    public override string ToString()
    {
        var policy = Policy switch
        {
            RoutePolicy.Anyone => "anonymous",
            RoutePolicy.OptionalCaller => "optional",
            RoutePolicy.FirstPartyOnly => "first-party",
            RoutePolicy.PasswordConfirmed => "confirmed",
            _ => "signed-in",
        };
        var origin = ReadsForm ? "own-form" : RefusesForeignOrigin ? "own-origin" : "";
        var path = IsPage ? "page " + Path : Path;
        return $"{Method,-6} {path,-36} {policy,-12} {AddressLimit?.Name ?? "-",-10} {NeededPermission ?? origin}".TrimEnd();
    }

    private Route With(RoutePolicy policy)
    {
        Policy = policy;
        return this;
    }

    private Route Add(RouteAnswer answer)
    {
        _answers.Add(answer);
        return this;
    }
}
