using System.Net;
using Keywright.Client;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keywright.Tests.Client;

/// <summary>A web application whose users sign in at a <see cref="FakeProvider"/>.</summary>
public abstract class SignInTests : IAsyncLifetime
{
    protected const string Callback = "https://shop.example/signin-keywright";

    private WebApplication _app = null!;

    private protected SignInTests() => Provider = new FakeProvider(Clock);

    internal TestClock Clock { get; } = new();

    internal FakeProvider Provider { get; }

    internal TestBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer(options => options.BaseAddress = new Uri("https://shop.example"));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddAuthorization();
        Add(builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = KeywrightSignInDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddKeywrightSignIn(options =>
            {
                options.Authority = FakeProvider.Url;
                options.ClientId = "shop";
                options.ClientSecret = "a secret: of the shop";
                options.SaveTokens = true;
                options.BackchannelHttpHandler = Provider;
                Configure(options);
            }));

        _app = builder.Build();
        _app.MapGet("/me", (HttpContext http) => $"{http.User.Identity!.Name}: "
            + string.Join(' ', http.User.Claims.Select(claim => $"{claim.Type}={claim.Value}").Order())).RequireAuthorization();
        _app.MapGet("/editor", () => "editor").RequireAuthorization(policy => policy.RequireRole("editor"));
        _app.MapGet("/login", (string return_to) => Results.Challenge(new() { RedirectUri = return_to }));
        _app.MapGet("/token", async (HttpContext http, string scheme = KeywrightSignInDefaults.AuthenticationScheme) =>
            await http.GetKeywrightAccessTokenAsync(scheme) ?? "none");
        _app.MapGet("/logout", (string return_to, string scheme = KeywrightSignInDefaults.AuthenticationScheme) => Results.SignOut(
            new() { RedirectUri = return_to }, [CookieAuthenticationDefaults.AuthenticationScheme, scheme]));
        await _app.StartAsync();
        Browser = NewBrowser();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Provider.Dispose();
    }

    internal TestBrowser NewBrowser() => new(_app.GetTestClient());

    private protected virtual void Configure(KeywrightSignInOptions options)
    {
    }

    private protected virtual void Add(AuthenticationBuilder builder)
    {
    }

    /// <summary>Where the application sends a browser that is not signed in.</summary>
    private protected async Task<TestBrowser.Page> Begin(string path = "/me", TestBrowser? browser = null)
    {
        var asked = await (browser ?? Browser).Get(path);
        Assert.Equal(HttpStatusCode.Redirect, asked.Status);
        Assert.StartsWith(FakeProvider.Url + "/authorize?", asked.Location, StringComparison.Ordinal);
        Provider.Nonce = asked.Parameter("nonce");
        return asked;
    }

    /// <summary>The browser comes back from the server.</summary>
    private protected Task<TestBrowser.Page> Return(string state, string query = "code=c&iss=https%3A%2F%2Fid.example") =>
        Browser.Get($"/signin-keywright?state={Uri.EscapeDataString(state)}&{query}");

    private protected async Task<TestBrowser.Page> SignIn(string path = "/me")
    {
        var asked = await Begin(path);
        return await Return(asked.Parameter("state"));
    }

    private protected async Task IsRefused(TestBrowser.Page page)
    {
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.DoesNotContain(Browser.Cookies, name => name == ".AspNetCore.Cookies");
        Assert.Equal(HttpStatusCode.Redirect, (await Browser.Get("/me")).Status);
    }
}
