using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Keywright.Authentication;
using Keywright.Configuration;
using Keywright.Tests.Authentication;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Keywright.Tests;

/// <summary>Keywright as a guest in somebody's application.</summary>
public sealed class KeywrightExtensionsTests() : ServerTests(new SqliteTestDatabase())
{
    internal override KeywrightServer Make() => new(Database)
    {
        Host = app =>
        {
            WhoAmI.Map(app);
            _ = app.MapGet("/role", () => "ok").RequireAuthorization(policy => policy.RequireRole("emperor"));
            _ = app.MapGet("/user-role", () => "ok").RequireAuthorization(policy => policy.RequireRole("user"));
            var group = app.MapGroup("/posts").RequireAbility("posts:read");
            _ = group.MapPost("/", () => "ok").RequireAbility("posts:write");
        },
        HostServices = services => services.AddHttpContextAccessor()
            .AddSingleton<IClaimsTransformation, Departments>()
            .ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper),
    };

    [Theory]
    [InlineData(0, "Keywright")]
    [InlineData(1, "Host0")]
    [InlineData(2, null)]
    public void Ours_is_the_default_scheme_where_the_host_has_no_other(int schemes, string? expected)
    {
        foreach (var ourselvesFirst in new[] { true, false })
        {
            var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
            if (ourselvesFirst)
            {
                services.AddKeywright();
            }

            for (var i = 0; i < schemes; i++)
            {
                services.AddAuthentication().AddCookie("Host" + i);
            }

            if (!ourselvesFirst)
            {
                services.AddKeywright();
            }

            using var provider = services.BuildServiceProvider();
            Assert.Equal(expected, provider.GetRequiredService<IOptions<AuthenticationOptions>>().Value.DefaultScheme);
        }
    }

    [Fact]
    public void A_default_that_the_host_chose_stays()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddKeywright();
        services.AddAuthentication("Second").AddCookie("First").AddCookie("Second");

        using var provider = services.BuildServiceProvider();
        Assert.Equal("Second", provider.GetRequiredService<IOptions<AuthenticationOptions>>().Value.DefaultScheme);
    }

    [Fact]
    public async Task A_route_of_the_host_knows_who_calls()
    {
        var user = await Server.SignedInUser("ada@example.com");

        var claims = (await Server.Get("~/whoami", user.AccessToken)).Json;

        Assert.Equal([user.Id.ToString()], Values(claims[KeywrightClaims.Subject]));
        Assert.Equal([user.SessionId.ToString()], Values(claims[KeywrightClaims.SessionId]));
        Assert.Equal(["ada@example.com"], Values(claims[KeywrightClaims.Email]));
        Assert.Equal(["user"], Values(claims[KeywrightClaims.Role]));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get("~/whoami"));
        Assert.Equal("nobody", (await Server.Get("~/anyone")).Body);
        Assert.Equal("nobody", (await Server.Get("~/anyone", Tokens.Personal())).Body);
        Assert.Equal(user.Id.ToString(), (await Server.Get("~/anyone", user.AccessToken)).Body);
    }

    [Fact]
    public async Task What_is_forbidden_says_why()
    {
        var user = await Server.SignedInUser();
        var reader = await user.PersonalToken("posts:read");
        var writer = await user.PersonalToken("posts:write");

        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get("~/role", user.AccessToken));
        Assert.Equal(HttpStatusCode.OK, (await Server.Get("~/user-role", user.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Server.Post("~/posts/", null, user.AccessToken)).Status);
        Is(HttpStatusCode.Forbidden, "ability_required", await Server.Post("~/posts/", null, reader));

        // The group's ability is the missing one, not the route's own.
        Is(HttpStatusCode.Forbidden, "ability_required", await Server.Post("~/posts/", null, writer));
        Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Post("~/posts/"));
    }

    [Fact]
    public async Task The_csrf_rule_holds_on_the_hosts_own_routes()
    {
        var user = await Server.SignedInUser();
        var signedIn = await Server.Post("/login", new { email = user.Email, password = KeywrightServer.Password, mode = "cookie" });
        var cookies = ("Cookie", string.Join("; ", signedIn.Cookies.Select(cookie => cookie.Split(';')[0])));
        var xsrf = signedIn.Cookies.Single(cookie => cookie.StartsWith("XSRF-TOKEN=", StringComparison.Ordinal)).Split('=', ';')[1];

        IsCode("csrf_failed", await Server.Post("~/whoami", null, null, cookies));
        IsCode("csrf_failed", await Server.Post("~/whoami", null, null, cookies, ("Origin", "https://evil.example")));
        IsCode("csrf_failed", await Server.Post(
            "~/whoami", null, null, cookies, ("Origin", "https://evil.example"), ("X-XSRF-TOKEN", xsrf)));
        IsCode("csrf_failed", await Server.Post("~/whoami", null, null, cookies, ("Sec-Fetch-Site", "cross-site")));
        IsCode(null, await Server.Post("~/whoami", null, null, cookies, ("X-XSRF-TOKEN", xsrf)));
        IsCode(null, await Server.Post("~/whoami", null, null, cookies, ("Sec-Fetch-Site", "same-origin")));
        IsCode(null, await Server.Get("~/whoami", null, cookies));
    }

    [Fact]
    public async Task A_claim_that_the_host_adds_or_removes_stays_in_its_request()
    {
        var user = await Server.SignedInUser();

        var marked = (await Server.Get("~/whoami", user.AccessToken, ("X-Department", "sales"))).Json;
        var plain = (await Server.Get("~/whoami", user.AccessToken)).Json;

        Assert.Equal(["sales"], Values(marked["department"]));
        Assert.Null(marked[KeywrightClaims.Email]);
        Assert.Null(plain["department"]);
        Assert.Equal([user.Email], Values(plain[KeywrightClaims.Email]));
    }

    [Fact]
    public async Task Each_feature_is_mapped_alone()
    {
        await using var server = await new KeywrightServer(Database)
        {
            IsSecondNode = true,
            Map = app => app.MapKeywrightSessions(),
        }.Start();
        var user = await Server.SignedInUser();

        IsOk(await server.Get("/sessions", user.AccessToken));
        Is(HttpStatusCode.NotFound, "not_found", await server.Post("/register", new { }));
        Is(HttpStatusCode.NotFound, "not_found", await server.Get("/tokens", user.AccessToken));
    }

    [Fact]
    public async Task Mapping_without_the_services_says_what_is_missing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapKeywright());

        Assert.Contains("AddKeywright", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_applications_live_in_one_process()
    {
        await using var other = await new KeywrightServer(new SqliteTestDatabase()).Start();
        var user = await Server.SignedInUser("ada@example.com");

        Is(HttpStatusCode.Unauthorized, "unauthenticated", await other.Get("/user", user.AccessToken));
        IsOk(await (await other.SignedInUser("ada@example.com")).Get("/user"));
        IsOk(await user.Get("/user"));
    }

    [Fact]
    public async Task All_errors_of_the_configuration_are_told_at_once()
    {
        await using var server = new KeywrightServer(Database, options =>
        {
            options.RoutePrefix = "api";
            options.TokenScheme = "";
            options.PersonalTokens.DefaultAbilities.Add("not one");
            options.PersonalTokens.Lifetime = TimeSpan.Zero;
            options.Sessions.Lifetime = TimeSpan.Zero;
        })
        {
            IsSecondNode = true,
        };

        var error = await Assert.ThrowsAsync<ConfigurationException>(server.Start);

        foreach (var name in new[]
        {
            "RoutePrefix", "TokenScheme", "PersonalTokens:DefaultAbilities", "PersonalTokens:Lifetime", "Sessions:Lifetime",
        })
        {
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("posts write")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_misspelt_ability_fails_when_the_route_is_mapped(string? ability)
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Throws<ArgumentException>(() => app.MapGet("/", () => "ok").RequireAbility(ability!));
        Assert.Throws<ArgumentException>(() => app.MapGet("/none", () => "ok").RequireAnyAbility());
    }

    [Fact]
    public async Task Somebody_whom_another_scheme_knows_has_no_ability_here()
    {
        var requirement = new AbilityRequirement(["posts:read"], any: false);
        var stranger = new ClaimsIdentity([new(KeywrightClaims.Subject, "7"), new(KeywrightClaims.Ability, "*")], "Host");
        var personal = new ClaimsIdentity(
            [new(KeywrightClaims.Subject, "7"), new(KeywrightClaims.TokenId, "8")], KeywrightDefaults.AuthenticationScheme);
        var context = new AuthorizationHandlerContext([requirement], new ClaimsPrincipal(stranger), null);

        await new AbilityHandler().HandleAsync(context);

        Assert.False(context.HasSucceeded);
        Assert.False(requirement.IsAble(new ClaimsPrincipal([stranger, personal])));
        Assert.False(requirement.IsAble(new ClaimsPrincipal()));
    }

    private static void IsCode(string? code, Answer answer) => Assert.Equal(code, answer.Status == HttpStatusCode.OK ? null : answer.Code);

    private static IEnumerable<string> Values(System.Text.Json.Nodes.JsonNode? values) =>
        values!.AsArray().Select(value => value!.GetValue<string>());

    /// <summary>What hosts do: on the identity in place.</summary>
    private sealed class Departments(IHttpContextAccessor? accessor = null) : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            if (accessor?.HttpContext?.Request.Headers["X-Department"].FirstOrDefault() is { } department
                && principal.Identity is ClaimsIdentity { IsAuthenticated: true } identity)
            {
                var email = identity.FindFirst(KeywrightClaims.Email);
                identity.AddClaim(new Claim("department", department));
                identity.RemoveClaim(email);
            }

            return Task.FromResult(principal);
        }
    }
}
