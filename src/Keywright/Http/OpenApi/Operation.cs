using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Keywright.Http.OpenApi;

/// <summary>One route as an OpenAPI operation.</summary>
internal static partial class Operation
{
    public const string Bearer = "bearer";
    public const string Cookie = "cookie";

    public static JsonObject Describe(Route route, Schemas schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = Id(route),
            ["tags"] = new JsonArray(route.UseCase.Namespace!.Split('.')[1]),
            ["summary"] = Words().Replace(route.UseCase.Name, " $1").Trim(),
        };
        if (Who(route) is { } who)
        {
            operation["description"] = who;
        }

        if (Parameters(route) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (route.Request is { } request)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = !route.HasOptionalBody,
                ["content"] = Content("application/json", schemas.Of(request)),
            };
        }

        operation["responses"] = Responses(route, schemas);
        operation["security"] = Security(route.Policy);
        return operation;
    }

    /// <summary>Unique, as a use case may serve two paths: the method and the path, in words.</summary>
    private static string Id(Route route) =>
        OpenApiDocument.Lower(route.Method) + string.Concat(NotLetters().Split(route.Path).Where(word => word.Length > 0)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string? Who(Route route)
    {
        var credential = route.Policy switch
        {
            RoutePolicy.FirstPartyOnly => "Needs a session; a personal access token is refused.",
            RoutePolicy.PasswordConfirmed => "Needs a session whose password was confirmed in the last 15 minutes.",
            _ => null,
        };
        var permission = route.NeededPermission is { } needed ? $"Needs the permission {needed}." : null;
        return credential is null || permission is null ? credential ?? permission : permission + " " + credential;
    }

    private static JsonArray Parameters(Route route) =>
    [
        .. RouteParameter().Matches(route.Path).Select(match => Parameter(match.Groups[1].Value, "path", required: true)),
        .. route.QueryParameters.Select(name => Parameter(name, "query", required: false)),
    ];

    private static JsonObject Parameter(string name, string where, bool required) => new()
    {
        ["name"] = name,
        ["in"] = where,
        ["required"] = required,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Responses(Route route, Schemas schemas)
    {
        var responses = new JsonObject();
        foreach (var status in route.Answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key))
        {
            var bodies = status.Where(answer => answer.Body is not null).Select(answer => schemas.Of(answer.Body!)).ToList();
            var response = new JsonObject { ["description"] = Reason(status.Key) };
            if (bodies.Count > 0)
            {
                var schema = bodies is [var only] ? only : new JsonObject { ["anyOf"] = new JsonArray([.. bodies]) };
                response["content"] = Content("application/json", schema);
            }

            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = response;
        }

        responses["default"] = new JsonObject
        {
            ["description"] = "A problem (RFC 9457).",
            ["content"] = Content(ProblemResult.ContentType, schemas.Problem()),
        };
        return responses;
    }

    private static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonArray Security(RoutePolicy policy)
    {
        var schemes = new JsonArray();
        if (policy == RoutePolicy.OptionalCaller)
        {
            schemes.Add(new JsonObject());
        }

        if (policy != RoutePolicy.Anyone)
        {
            schemes.Add(new JsonObject { [Bearer] = new JsonArray() });
            schemes.Add(new JsonObject { [Cookie] = new JsonArray() });
        }

        return schemes;
    }

    private static string Reason(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Words();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotLetters();

    [GeneratedRegex(@"\{\**([^}:?]+)[^}]*\}")]
    private static partial Regex RouteParameter();
}
