using System.Net;
using System.Net.Sockets;
using Keywright.EndToEnd;
using Microsoft.Playwright;

namespace Keywright.Browser;

/// <summary>A real server and a real browser. A test fails when the console shows an error: a blocked script or style is one.</summary>
public abstract class BrowserTests(Chromium chromium, Installation installation) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];

    internal IPage Page { get; private set; } = null!;

    internal IBrowserContext Context { get; private set; } = null!;

    internal string Origin { get; } = $"http://localhost:{FreePort()}";

    internal ServerProcess Server { get; private set; } = null!;

    /// <summary>What the console may say: the statuses of refusals, which Chromium reports too.</summary>
    internal List<string> Expected { get; } = [];

    public virtual async Task InitializeAsync()
    {
        await installation.InitializeAsync();
        installation.Environment["KEYWRIGHT_Urls"] = Origin;
        installation.Environment["KEYWRIGHT_PublicUrl"] = Origin;
        Configure(installation.Environment);
        Server = await installation.Serve();
        Context = await chromium.Browser.NewContextAsync(new() { BaseURL = Origin });
        Context.SetDefaultTimeout(15_000);
        Page = await Open();
    }

    public virtual async Task DisposeAsync()
    {
        await Context.DisposeAsync();
        await installation.DisposeAsync();
        Assert.DoesNotContain(_complaints, said => !Expected.Exists(said.Contains));
    }

    internal virtual void Configure(Dictionary<string, string> environment)
    {
    }

    /// <summary>A tab whose complaints are heard.</summary>
    internal async Task<IPage> Open()
    {
        var page = await Context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add("exception: " + error);
        return page;
    }

    /// <summary>Somebody who has registered.</summary>
    internal async Task<Person> Somebody(string email = "ada@example.com")
    {
        var person = await Person.Register(Server.Http, email);
        Assert.NotNull(person);
        return person;
    }

    internal async Task FillIn(string email, string password = Person.Password)
    {
        await Page.GetByLabel("Email", new() { Exact = true }).FillAsync(email);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
    }

    internal async Task SignIn(string email)
    {
        _ = await Page.GotoAsync("/login");
        await FillIn(email);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await IsSignedIn(email);
    }

    internal async Task IsSignedIn(string email)
    {
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "You are signed in" })).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText(email)).ToBeVisibleAsync();
    }

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
