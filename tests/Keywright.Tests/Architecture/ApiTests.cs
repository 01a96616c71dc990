using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Keywright.Http;
using Keywright.Tests.Support;

namespace Keywright.Tests.Architecture;

public sealed class ApiOnSqlite() : ApiTests(new SqliteTestDatabase());

public sealed class ApiOnPostgres() : ApiTests(new PostgresTestDatabase());

/// <summary>What holds for every route that an application gets.</summary>
public abstract partial class ApiTests(TestDatabase database) : ServerTests(database)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private IReadOnlyList<Route> Routes => Server.Endpoints.DataSources.OfType<RouteTable>().Single().Routes;

    [Fact]
    public async Task The_description_of_the_api_is_the_approved_one()
    {
        var document = JsonDocument.Parse((await Server.Get("~/openapi/v1.json")).Body);
        var pretty = JsonSerializer.Serialize(document.RootElement, Readable);

        Approved.Matches(pretty, "tests", "Keywright.Tests", "Architecture", "OpenApi.approved.json");
    }

    [Fact]
    public async Task An_empty_body_is_refused_everywhere_and_breaks_nothing()
    {
        var withBody = Routes.Where(route => route.Request is not null).ToList();
        Assert.NotEmpty(withBody);
        foreach (var route in withBody)
        {
            foreach (var body in new[] { "{}", "", "null", "[]", "7", "{", "\u0000", """{"unknown":{"deep":[1]}}""" })
            {
                var answer = await Call(route, body);

                // A PATCH with nothing in it changes nothing, and where every member is optional none is missing: no mistake.
                var needsNothing = route.Method == "PATCH" || route.Path.EndsWith("/login/passkey/options", StringComparison.Ordinal)
                    || route.Path.EndsWith("/keys/rotate", StringComparison.Ordinal);
                Assert.True(
                    (int)answer.Status is >= 400 and < 500 || (needsNothing && answer.Status == HttpStatusCode.OK)
                        || (route.HasOptionalBody && answer.Status == HttpStatusCode.Accepted),
                    $"{route.Method} {route.Path} {body}: {answer.Status} {answer.Body}");
            }
        }

        Assert.DoesNotContain(Server.Log.Entries, entry => entry.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_member_of_every_body_may_be_null_or_of_the_wrong_type()
    {
        foreach (var route in Routes.Where(route => route.Request is not null))
        {
            foreach (var property in route.Request!.GetProperties())
            {
                var member = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
                foreach (var value in new[] { "null", "7", "\"\"", "[]", "{}", "[null]", "\"\\ud800\"", "\"\\u0000\"", "true" })
                {
                    var answer = await Call(route, $$"""{"{{member}}":{{value}}}""");

                    Assert.True((int)answer.Status < 500, $"{route.Method} {route.Path} {member}={value}: {answer.Body}");
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_credential_only_anonymous_routes_get_as_far_as_the_body()
    {
        foreach (var route in Routes.Where(route => route.Policy is not (RoutePolicy.Anyone or RoutePolicy.OptionalCaller)))
        {
            var answer = await Server.Send(route.Method, Filled(route, Guid.Empty));

            Is(HttpStatusCode.Unauthorized, "unauthenticated", answer);
        }
    }

    private async Task<Answer> Call(Route route, string body)
    {
        // An administrator, so that the bodies of administration are read too.
        var user = await Server.Administrator();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await user.Send(route.Method, Filled(route, user.SessionId), content);
    }

    private static string Filled(Route route, Guid id) => Parameter().Replace(route.Path, id.ToString());

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
