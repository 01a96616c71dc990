using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keywright.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Http;

/// <summary>A host may be set up as oddly as it likes: our routes don't notice.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Odd_json_options_of_the_host_change_nothing()
    {
        await using var app = await Start(services => services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString;
            json.SerializerOptions.MaxDepth = 2;
        }));

        var answer = await app.Send("POST", "/api/auth/echo", """{"camel_name":"a","age":1,"unknown":true}""");

        Assert.Equal(
            """{"name":null,"age":1,"old":null,"inner":null,"tags":null,"anything":null,"camel_name":"a"}""",
            await answer.Content.ReadAsStringAsync());
        await Problem.Is(await app.Send("POST", "/api/auth/echo", """{"age":"1"}"""), ProblemCode.MalformedRequest);
    }

    [Fact]
    public async Task A_fallback_policy_of_the_host_does_not_close_sign_in()
    {
        await using var app = await Start(
            services =>
            {
                services.AddAuthentication();
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
            },
            host => host.UseAuthorization());

        Assert.Equal(HttpStatusCode.OK, (await app.Send("POST", "/api/auth/echo", "{}")).StatusCode);
    }

    [Fact]
    public async Task The_output_cache_of_the_host_keeps_nothing_of_ours()
    {
        await using var app = await Start(
            services => services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache().Expire(TimeSpan.FromHours(1)))),
            host => host.UseOutputCache());

        var ada = await app.Send("GET", "/api/auth/me", null, ("X-Caller", "cookie"));
        var nobody = await app.Send("GET", "/api/auth/me");

        Assert.Contains("SessionCookie", await ada.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("SessionCookie", await nobody.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_pages_and_exception_pages_of_the_host_see_nothing_of_ours()
    {
        await using var app = await Start(
            services => services.AddProblemDetails(),
            host => host.UseExceptionHandler().UseStatusCodePages("text/plain", "host says {0}"));

        await Problem.Is(await app.Send("GET", "/api/auth/nothing"), ProblemCode.NotFound);
        await Problem.Is(await app.Send("GET", "/api/auth/default", null, ("X-Caller", "broken")), ProblemCode.InternalError);
        await Problem.Is(await app.Send("GET", "/api/auth/default"), ProblemCode.Unauthenticated);
    }

    [Fact]
    public async Task A_catch_all_route_of_the_host_gets_what_is_outside_our_prefix_only()
    {
        await using var app = await Start(host: host =>
        {
            host.Map("/{**path}", () => "host");
            host.MapFallback(() => "fallback");
        });

        Assert.Equal("host", await (await app.Send("GET", "/anything")).Content.ReadAsStringAsync());
        await Problem.Is(await app.Send("GET", "/api/auth/nothing"), ProblemCode.NotFound);
    }

    [Fact]
    public async Task Routes_in_a_group_of_the_host_keep_away_from_its_filters()
    {
        await using var app = await HttpApp.Start(_ => { }, host: host =>
        {
            var group = host.MapGroup("/v1").AddEndpointFilter((_, _) => ValueTask.FromResult<object?>(Results.Text("filtered")));
            KeywrightRoutes.On(group).Post<Echo, Echo.Request>("/echo").Anyone();
        });

        var answer = await app.Send("POST", "/v1/api/auth/echo", """{"name":"a"}""");

        Assert.StartsWith("""{"name":"a",""", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_mapped_one_by_one_meet_in_one_table()
    {
        await using var app = await HttpApp.Start(_ => { }, host: host =>
        {
            KeywrightRoutes.On(host).Get<WhoAmI>("/things").Anyone();
            KeywrightRoutes.On(host).Post<Echo, Echo.Request>("/things").Anyone();
        });

        Assert.Equal("GET, HEAD, POST, OPTIONS", string.Join(", ", (await app.Send("PUT", "/api/auth/things")).Content.Headers.Allow));
    }

    private static Task<HttpApp> Start(Action<IServiceCollection>? services = null, Action<WebApplication>? host = null) => HttpApp.Start(
        api =>
        {
            api.Post<Echo, Echo.Request>("/echo").Anyone();
            api.Get<WhoAmI>("/me").OptionalCaller();
            api.Get<WhoAmI>("/default");
        },
        services: services,
        host: host);
}
