using System.Net;
using Keywright.Http;

namespace Keywright.Tests.Http;

public sealed class RoutingTests : IAsyncLifetime
{
    private HttpApp _app = null!;

    public async Task InitializeAsync() => _app = await HttpApp.Start(api =>
    {
        api.Get<WhoAmI>("/things/{id}").Anyone();
        api.Delete<WhoAmI>("/things/{id}").Anyone();
        api.Post<Echo, Echo.Request>("/things").Anyone();
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/auth")]
    [InlineData("GET", "/api/auth/")]
    [InlineData("POST", "/api/auth/nothing")]
    [InlineData("PUT", "/api/auth/things/1/2")]
    [InlineData("OPTIONS", "/api/auth/nothing/at/all")]
    public async Task An_unknown_path_is_a_problem(string method, string path) =>
        await Problem.Is(await _app.Send(method, path), ProblemCode.NotFound);

    [Fact]
    public async Task Outside_the_prefix_nothing_is_ours() =>
        Assert.Empty(await (await _app.Send("GET", "/elsewhere")).Content.ReadAsByteArrayAsync());

    [Theory]
    [InlineData("PUT", "/api/auth/things/1", "GET, HEAD, DELETE, OPTIONS")]
    [InlineData("POST", "/api/auth/things/1", "GET, HEAD, DELETE, OPTIONS")]
    [InlineData("GET", "/api/auth/things", "POST, OPTIONS")]
    [InlineData("BREW", "/api/auth/things", "POST, OPTIONS")]
    public async Task A_wrong_method_is_a_problem_that_says_what_is_allowed(string method, string path, string allow)
    {
        var answer = await _app.Send(method, path);

        await Problem.Is(answer, ProblemCode.MethodNotAllowed);
        Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow));
    }

    [Fact]
    public async Task Options_says_what_is_allowed()
    {
        var answer = await _app.Send("OPTIONS", "/api/auth/things/1");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("GET, HEAD, DELETE, OPTIONS", string.Join(", ", answer.Content.Headers.Allow));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Head_is_get_without_the_content()
    {
        var get = await _app.Send("GET", "/api/auth/things/1");
        var head = await _app.Send("HEAD", "/api/auth/things/1");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Every_answer_protects_the_browser()
    {
        foreach (var path in new[] { "/api/auth/things/1", "/api/auth/nothing" })
        {
            var answer = await _app.Send("GET", path);

            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_route_parameter_reaches_the_use_case()
    {
        var answer = await _app.Send("GET", "/api/auth/things/a%20b");

        Assert.Contains("\"id\":\"a b\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
