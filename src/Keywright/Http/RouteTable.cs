using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Keywright.Http;

/// <summary>
/// All routes of one mapping, as endpoints. Under its prefix every path and every method is answered by us, so that a client gets a
/// problem where there is nothing, too.
/// </summary>
internal sealed class RouteTable(HttpSettings settings, RoutePipeline pipeline) : EndpointDataSource
{
    private readonly Lock _lock = new();
    private readonly List<Route> _routes = [];
    private IReadOnlyList<Endpoint>? _endpoints;

    public IReadOnlyList<Route> Routes => _routes;

    public override IReadOnlyList<Endpoint> Endpoints
    {
        get
        {
            lock (_lock)
            {
                return _endpoints ??= [.. Build()];
            }
        }
    }

    public Route Add(Route route)
    {
        lock (_lock)
        {
            _routes.Add(route);
            _endpoints = null;
        }

        return route;
    }

    /// <summary>Routes are mapped before the first request; nothing changes after it.</summary>
    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    /// <summary>The approved list: sorted, one line a route.</summary>
    public string Print() => string.Join('\n', _routes
        .OrderBy(route => route.Path, StringComparer.Ordinal)
        .ThenBy(route => route.Method, StringComparer.Ordinal));

    private IEnumerable<Endpoint> Build()
    {
        foreach (var path in _routes.GroupBy(PatternOf, StringComparer.Ordinal))
        {
            var pattern = path.Key;
            foreach (var route in path)
            {
                var name = route.Method + " " + path.Key;
                yield return Endpoint(pattern, name, http => pipeline.Run(http, route), Methods(route.Method), route);
            }

            // Routing prefers the endpoint that names the method: this one answers what is left of the path.
            var allow = string.Join(", ", path.SelectMany(route => Methods(route.Method)).Append(HttpMethods.Options).Distinct());
            if (!path.First().IsPage)
            {
                yield return Endpoint(pattern, "other " + path.Key, http => pipeline.RefuseMethod(http, allow), null);
            }
        }

        yield return Endpoint(settings.RoutePrefix + "/{**path}", "unknown", pipeline.RefusePath, null);
        if (_routes.Any(route => route.IsWhole && route.Path.StartsWith(settings.AdminPrefix + "/", StringComparison.Ordinal)))
        {
            yield return Endpoint(settings.AdminPrefix + "/{**path}", "unknown", pipeline.RefusePath, null);
        }
    }

    private string PatternOf(Route route) => route.IsWhole ? route.Path : settings.RoutePrefix + route.Path;

    /// <summary>RFC 9110 §9.3.2: HEAD is GET without the content.</summary>
    private static string[] Methods(string method) => HttpMethods.IsGet(method) ? [method, HttpMethods.Head] : [method];

    private static RouteEndpoint Endpoint(string pattern, string name, RequestDelegate run, string[]? methods, Route? route = null)
    {
        // Where a host has a page of that path, the host's own is shown.
        var builder = new RouteEndpointBuilder(run, RoutePatternFactory.Parse(pattern), order: route is { IsPage: true } ? 1 : 0)
        {
            DisplayName = "Keywright " + name,
        };

        // A host's fallback policy must not close sign-in, and its output cache must not keep what belongs to one user.
        builder.Metadata.Add(new AllowAnonymousAttribute());
        builder.Metadata.Add(new OutputCacheAttribute { NoStore = true });
        if (methods is not null)
        {
            builder.Metadata.Add(new HttpMethodMetadata(methods));
        }

        if (route is not null)
        {
            builder.Metadata.Add(route);
        }

        return (RouteEndpoint)builder.Build();
    }
}
