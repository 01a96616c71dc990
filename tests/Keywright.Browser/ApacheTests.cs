using System.Text.Json.Nodes;
using Keywright.EndToEnd;
using Microsoft.Playwright;

namespace Keywright.Browser;

/// <summary>A page behind Apache's OpenID Connect module, which nobody here wrote, and a person with a real browser.</summary>
[Collection(SharedBrowser.Name)]
public sealed class ApacheTests : BrowserTests
{
    private const string Email = "ada@example.com";

    private readonly Installation _installation;
    private readonly Apache _apache = new(FreePort());
    private JsonObject _user = null!;

    public ApacheTests(Chromium chromium)
        : this(chromium, new SqliteInstallation())
    {
    }

    private ApacheTests(Chromium chromium, Installation installation)
        : base(chromium, installation) => _installation = installation;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        // Its icon: Apache has none.
        Expected.Add("the server responded with a status of 404");
        _user = await Run("user", "create", "--email", Email, "--name", "Ada Lovelace", "--verified", "--generate");
        var client = await Run(
            "client", "create", "Members", "--application-type", "native", "--redirect-uri", _apache.Callback,
            "--post-logout-redirect-uri", _apache.Bye, "--scope", "openid email profile");
        await _apache.Start(Origin, client);
    }

    public override async Task DisposeAsync()
    {
        _apache.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Members_sign_in_and_out()
    {
        _ = await Page.GotoAsync(_apache.Members);
        await FillIn(Email, (string)_user["password"]!);
        await Button("Sign in").ClickAsync();
        await Assertions.Expect(Page.GetByText("Members", new() { Exact = true })).ToBeVisibleAsync();
        await Button("Allow").ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Hello " + Email })).ToBeVisibleAsync();
        await Assertions.Expect(Page).ToHaveURLAsync(_apache.Members);
        await Assertions.Expect(Page.Locator("#name")).ToHaveTextAsync("Ada Lovelace");
        await Assertions.Expect(Page.Locator("#subject")).ToContainTextAsync((string)_user["id"]!);

        _ = await Page.GotoAsync(_apache.SignOut);
        await Assertions.Expect(Page).ToHaveURLAsync(_apache.Bye);
        _ = await Page.GotoAsync(_apache.Members);
        await Assertions.Expect(Button("Sign in")).ToBeVisibleAsync();
        _ = await Page.GotoAsync(Origin + "/");
        await Assertions.Expect(Page.GetByText(Email)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_does_not_allow_it_does_not_get_in()
    {
        _ = await Page.GotoAsync(_apache.Members);
        await FillIn(Email, (string)_user["password"]!);
        await Button("Sign in").ClickAsync();
        await Button("Deny").ClickAsync();

        // This version of the module (2.4.12) takes an error with iss (RFC 9207) for something else, and says so.
        await Assertions.Expect(Page.GetByText("Error:")).ToBeVisibleAsync();
        Assert.Contains("error=access_denied", Page.Url, StringComparison.Ordinal);
        _ = await Page.GotoAsync(_apache.Members);
        await Assertions.Expect(Button("Allow")).ToBeVisibleAsync();
    }

    private ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task<JsonObject> Run(params string[] arguments)
    {
        var result = await _installation.Run([.. arguments, "--json"]);
        Assert.True(result.Code == 0, result.Messages);
        Server.Note(result.Results);
        return JsonNode.Parse(result.Results)!.AsObject();
    }
}
