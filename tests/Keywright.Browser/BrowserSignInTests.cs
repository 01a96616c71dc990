using Keywright.EndToEnd;
using Microsoft.Playwright;

namespace Keywright.Browser;

/// <summary>Signing in as people do who see, type, or have scripts turned off.</summary>
[Collection(SharedBrowser.Name)]
public sealed class BrowserSignInTests(Chromium chromium) : BrowserTests(chromium, new SqliteInstallation())
{
    private const string Refused = "the server responded with a status of 401";

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        var ada = await Somebody();
        _ = await Page.GotoAsync("/login");

        await Assertions.Expect(Page.GetByLabel("Email", new() { Exact = true })).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(ada.Email);
        await Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(Page.GetByLabel("Password", new() { Exact = true })).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(Person.Password);
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(Page.GetByLabel("Keep me signed in")).ToBeCheckedAsync();
        await Page.Keyboard.PressAsync("Tab");
        var button = Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true });
        await Assertions.Expect(button).ToBeFocusedAsync();
        Assert.Equal("solid", await button.EvaluateAsync<string>("element => getComputedStyle(element).outlineStyle"));
        await Page.Keyboard.PressAsync("Enter");

        await IsSignedIn(ada.Email);
    }

    [Fact]
    public async Task A_mistake_has_the_focus_and_keeps_what_was_typed()
    {
        var ada = await Somebody();
        Expected.Add(Refused);
        _ = await Page.GotoAsync("/login");
        await FillIn(ada.Email, "wrong password 1");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        var alert = Page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert).ToBeFocusedAsync();
        await Assertions.Expect(alert).ToHaveTextAsync("The identifier or the password is wrong.");
        await Assertions.Expect(Page.GetByLabel("Email", new() { Exact = true })).ToHaveValueAsync(ada.Email);
        await Assertions.Expect(Page.GetByLabel("Password", new() { Exact = true })).ToHaveValueAsync("");

        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.TypeAsync(Person.Password);
        await Page.Keyboard.PressAsync("Enter");
        await IsSignedIn(ada.Email);
    }

    [Fact]
    public async Task Without_a_script_everything_works_and_passkeys_are_not_shown()
    {
        var ada = await Somebody();
        await using var plain = await Context.Browser!.NewContextAsync(new() { BaseURL = Origin, JavaScriptEnabled = false });
        var page = await plain.NewPageAsync();
        _ = await page.GotoAsync("/login?return_to=/%3Fa%3D1");
        await Assertions.Expect(page.GetByText("Use a passkey")).ToBeHiddenAsync();
        await page.GetByLabel("Email", new() { Exact = true }).FillAsync(ada.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed in" })).ToBeVisibleAsync();
        Assert.Equal(Origin + "/?a=1", page.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Signed out" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_form_on_another_site_signs_nobody_in_and_nobody_out()
    {
        var ada = await Somebody();
        await SignIn(ada.Email);
        Expected.Add("status of 403");

        // The same machine under another name: another site, whose forms bring no Lax cookie and say where they come from.
        await Context.RouteAsync("http://evil.test/**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"""
                <form id="in" method="post" action="{Origin}/login"><input name="email" value="{ada.Email}"><input name="password"
                value="{Person.Password}"></form><form id="out" method="post" action="{Origin}/logout"><input name="decision"
                value="sign_out"></form>
                """,
        }));
        foreach (var form in new[] { "in", "out" })
        {
            _ = await Page.GotoAsync("http://evil.test/");
            await Page.EvaluateAsync($"document.getElementById('{form}').submit()");
            await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Request from another site" })).ToBeVisibleAsync();
        }

        _ = await Page.GotoAsync("/");
        await IsSignedIn(ada.Email);
    }
}
