using Keywright.External;
using Keywright.Http;
using Keywright.Pages;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keywright.Browser;

/// <summary>Every page with what it may really hold, in an application that embeds Keywright.</summary>
internal sealed class Gallery : IAsyncDisposable
{
    private static readonly Link Here = Link.Local("/x");

    private static readonly ConsentClient Client = new("Acme Invoices", "https://invoices.acme.example/start");

    private static readonly ConsentScope[] Scopes =
    [
        new("openid", "Know who you are"),
        new("email", "See your email address"),
        new("invoices:write", "Read, write and send your invoices, and see those that others have shared with you"),
        new("offline_access", "Do so while you are away"),
    ];

    private static readonly ExternalProvider[] Providers =
        [new("github", ExternalPreset.Github, "", "") { Scopes = [] }, new("our-company", ExternalPreset.Oidc, "", "") { Scopes = [] }];

    /// <summary>The pages by name.</summary>
    private static readonly (string Name, Keywright.Pages.Page Page)[] All =
    [
        ("login", new LoginPage("/x") { HasPasskeys = true, Providers = Providers }),
        ("login-plain", new LoginPage("/x")),
        ("login-wrong", new LoginPage("/x")
        {
            Identifier = "ada@example.com",
            Error = "The identifier or the password is wrong.",
            HasPasskeys = true,
        }),
        ("login-again", new LoginPage("/x") { Who = "a.very.long.name.of.somebody.who.has.one@department.example.com" }),
        ("two-factor", new TwoFactorPage("kw_ch_x", ["totp", "recovery_code", "passkey"], "/x")),
        ("two-factor-recovery", new TwoFactorPage("kw_ch_x", ["totp", "recovery_code"], "/x")
        {
            Error = "This code does not work.",
            IsRecovery = true,
        }),
        ("two-factor-mailed", new TwoFactorPage("kw_ch_x", ["email"], "/x")),
        ("consent", new ConsentPage(Client, Scopes, "ada@example.com", Here)
        {
            OtherAccount = Here,
            Resources = ["https://api.acme.example/invoices/v2"],
            Until = "It may do so while you are signed out too, for up to 365 days.",
            AnswersTo = "invoices.acme.example",
        }),
        ("device", new DevicePage(Here)),
        ("device-wrong", new DevicePage(Here) { UserCode = "WDJB-MJHT", Error = "This code is not known, or is too old." }),
        ("device-confirm", new ConfirmDevicePage(
            new("Acme TV", null), Scopes[..2], "WDJB-MJHT", "ada@example.com", "203.0.113.7 (Vienna, Austria)", Here)),
        ("device-done", new DeviceDonePage(true)),
        ("device-refused", new DeviceDonePage(false)),
        ("sign-out", new SignOutPage("ada@example.com", Here) { Client = "Acme Invoices" }),
        ("signed-out", new SignedOutPage()),
        ("home", new HomePage("ada@example.com")),
        ("error", new ErrorPage(
            "Request refused", "The application asked for an address that it has not registered.", new string('0', 32))),
    ];

    private readonly TemporaryDirectory _data = new();
    private readonly WebApplication _app;

    private Gallery()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddKeywright(options =>
        {
            options.Data = _data.Path;
            options.Database.Url = "sqlite::memory:";
            options.PublicUrl = new Uri("https://id.acme.example");
        });
        _app = builder.Build();
        _app.MapKeywright().MapKeywrightPages();
        var edge = _app.Services.GetRequiredService<HttpEdge>();
        _ = _app.MapGet("/gallery/{name}", (RequestDelegate)(http => edge.Guard(http, () => Task.FromResult<IResult>(
            new PageResult(new Call(http, null, null), All.Single(one => one.Name == http.GetRouteValue("name") as string).Page)))));
    }

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(one => one.Name)];

    public string Origin => _app.Urls.First();

    public static async Task<Gallery> Open()
    {
        var gallery = new Gallery();
        await gallery._app.StartAsync();
        return gallery;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _data.Dispose();
    }
}
