using System.Net;
using System.Text.Json;
using Keywright.Http;
using Keywright.Http.OpenApi;

namespace Keywright.Tests.Http;

public sealed class OpenApiTests : IAsyncLifetime
{
    private HttpApp _app = null!;

    public async Task InitializeAsync() => _app = await HttpApp.Start(Map, host: host => host.MapOpenApi());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_description_says_what_each_route_takes_answers_and_wants()
    {
        var document = await Read(_app);

        Assert.Equal("3.1.1", document.GetProperty("openapi").GetString());
        var post = document.GetProperty("paths").GetProperty("/api/auth/things/{id}").GetProperty("post");
        Assert.Equal("postThingsId", post.GetProperty("operationId").GetString());
        var parameters = post.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString());
        Assert.Equal(["id", "dry"], parameters);
        Assert.Equal("#/components/schemas/EchoRequest", Schema(post.GetProperty("requestBody"), "application/json"));
        Assert.Equal("#/components/schemas/EchoRequest", Schema(post.GetProperty("responses").GetProperty("200"), "application/json"));
        Assert.Equal(
            "#/components/schemas/problem", Schema(post.GetProperty("responses").GetProperty("default"), "application/problem+json"));
        Assert.Equal("""[{"bearer":[]},{"cookie":[]}]""", post.GetProperty("security").GetRawText());
        var get = document.GetProperty("paths").GetProperty("/api/auth/open").GetProperty("get");
        Assert.Equal("[]", get.GetProperty("security").GetRawText());
        Assert.False(get.GetProperty("responses").GetProperty("204").TryGetProperty("content", out _));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await Read(_app);

        var references = References(document).ToList();
        Assert.NotEmpty(references);
        Assert.Contains(references, reference => reference.StartsWith("#/components/schemas/EchoRequest", StringComparison.Ordinal));
        Assert.All(references, reference => Assert.True(Resolves(document, reference), reference));
    }

    [Fact]
    public async Task The_problem_schema_knows_every_code()
    {
        var codes = (await Read(_app)).GetProperty("components").GetProperty("schemas").GetProperty("problem")
            .GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString());

        Assert.Equal(ProblemCode.All.Select(code => code.Code), codes);
    }

    [Fact]
    public async Task Same_routes_same_bytes_whatever_their_order()
    {
        await using var other = await HttpApp.Start(
            api =>
            {
                api.Get<WhoAmI>("/open").Anyone().Answer(204);
                api.Delete<WhoAmI>("/things/{id}").FirstPartyOnly().Answer(204);
                api.Post<Echo, Echo.Request>("/things/{id}").Query("dry").Answer<Echo.Request>(200);
            },
            host: host => host.MapOpenApi());

        Assert.Equal(
            await _app.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)),
            await other.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
    }

    [Fact]
    public async Task A_client_that_has_it_is_told_so()
    {
        var first = await _app.Send("GET", "/openapi/v1.json");
        var etag = first.Headers.ETag!.ToString();

        var same = await _app.Send("GET", "/openapi/v1.json", null, ("If-None-Match", "\"x\", W/" + etag));
        var other = await _app.Send("GET", "/openapi/v1.json", null, ("If-None-Match", "\"x\""));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public void The_list_of_routes_is_one_line_a_route()
    {
        var table = _app.Table;

        Assert.Equal(
            """
            GET    /open                                anonymous    -
            DELETE /things/{id}                         first-party  -
            POST   /things/{id}                         signed-in    -
            """.ReplaceLineEndings("\n"),
            table.Print());
    }

    private static void Map(KeywrightRoutes api)
    {
        api.Post<Echo, Echo.Request>("/things/{id}").Query("dry").Answer<Echo.Request>(200);
        api.Delete<WhoAmI>("/things/{id}").FirstPartyOnly().Answer(204);
        api.Get<WhoAmI>("/open").Anyone().Answer(204);
    }

    private static async Task<JsonElement> Read(HttpApp app) =>
        JsonDocument.Parse(await (await app.Send("GET", "/openapi/v1.json")).Content.ReadAsStringAsync()).RootElement;

    private static string? Schema(JsonElement element, string type) =>
        element.GetProperty("content").GetProperty(type).GetProperty("schema").GetProperty("$ref").GetString();

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        var at = document;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!at.TryGetProperty(step, out at))
            {
                return false;
            }
        }

        return true;
    }
}
