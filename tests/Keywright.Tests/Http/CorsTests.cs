using System.Net;
using Keywright.Http;

namespace Keywright.Tests.Http;

public sealed class CorsTests : IAsyncLifetime
{
    private HttpApp _app = null!;

    public async Task InitializeAsync() => _app = await HttpApp.Start(
        api => api.Post<Echo, Echo.Request>("/echo"), new HttpSettings { CorsOrigins = ["https://app.example"] });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_preflight_of_a_configured_origin_is_answered()
    {
        var answer = await _app.Send(
            "OPTIONS", "/api/auth/echo", null, ("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("https://app.example", Field(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Field(answer, "Access-Control-Allow-Credentials"));
        Assert.Contains("POST", Field(answer, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("X-XSRF-TOKEN", Field(answer, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Equal("Origin", Field(answer, "Vary"));
    }

    [Fact]
    public async Task A_refusal_can_be_read_by_a_configured_origin_too()
    {
        var answer = await _app.Send("POST", "/api/auth/echo", "{}", ("Origin", "https://app.example"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("https://app.example", Field(answer, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("null")]
    public async Task Any_other_origin_gets_nothing(string origin)
    {
        var answer = await _app.Send("OPTIONS", "/api/auth/echo", null, ("Origin", origin), ("Access-Control-Request-Method", "POST"));

        Assert.DoesNotContain(answer.Headers, field => field.Key.StartsWith("Access-Control", StringComparison.Ordinal));
        Assert.Equal("Origin", Field(answer, "Vary"));
    }

    private static string Field(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}
