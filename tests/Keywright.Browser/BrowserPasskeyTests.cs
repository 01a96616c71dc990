using System.Globalization;
using System.Text.Json;
using Keywright.EndToEnd;
using Keywright.TwoFactor;
using Microsoft.Playwright;

namespace Keywright.Browser;

[Collection(SharedBrowser.Name)]
public sealed class BrowserPasskeyOnSqlite(Chromium chromium) : BrowserPasskeyTests(chromium, new SqliteInstallation());

[Collection(SharedBrowser.Name)]
public sealed class BrowserPasskeyOnPostgres(Chromium chromium) : BrowserPasskeyTests(chromium, new PostgresInstallation());

/// <summary>Passkeys as a browser does them, end to end.</summary>
public abstract class BrowserPasskeyTests(Chromium chromium, Installation installation) : BrowserTests(chromium, installation)
{
    private const string Refused = "the server responded with a status of 401";
    private const string Email = "ada@example.com";

    private VirtualAuthenticator _phone = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _phone = await VirtualAuthenticator.Add(Page);
    }

    internal override void Configure(Dictionary<string, string> environment) =>
        environment["KEYWRIGHT_Passkeys__RelatedOrigins__0"] = "https://app.example";

    [Fact]
    public async Task A_passkey_is_registered_and_signs_in_by_the_button()
    {
        var ada = await Registered();
        var credential = Assert.Single(await _phone.Credentials());
        Assert.Equal("localhost", credential.GetProperty("rpId").GetString());
        Assert.True(credential.GetProperty("isResidentCredential").GetBoolean());
        await SignOut();

        await PressPasskey();

        await IsSignedIn(ada.Email);
        Assert.Equal("passkey", (await Current()).GetProperty("login_method").GetString());
    }

    [Fact]
    public async Task The_browser_offers_it_where_it_fills_in_the_name()
    {
        var ada = await Registered();
        await SignOut();
        await _phone.BeTouched(false);
        _ = await Page.GotoAsync("/login");
        await Assertions.Expect(Page.GetByLabel("Email", new() { Exact = true }))
            .ToHaveAttributeAsync("autocomplete", "username webauthn");
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToBeVisibleAsync();
        await _phone.BeTouched(true);

        // The list itself is the browser's own: a virtual authenticator is chosen from it at once, and nothing is pressed.
        _ = await Page.GotoAsync("/login?return_to=/%3Fby%3Dlist");

        await IsSignedIn(ada.Email);
        Assert.EndsWith("/?by=list", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_the_second_factor_after_a_password()
    {
        var ada = await Registered();
        await SetUpTotp();
        await SignOut();
        await _phone.BeTouched(false);
        _ = await Page.GotoAsync("/login?return_to=/%3Fwent%3Don");
        await FillIn(ada.Email);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Code", new() { Exact = true })).ToBeFocusedAsync();

        await _phone.BeTouched(true);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await IsSignedIn(ada.Email);
        Assert.EndsWith("/?went=on", Page.Url, StringComparison.Ordinal);
        Assert.Equal("password+passkey", (await Current()).GetProperty("login_method").GetString());
    }

    [Fact]
    public async Task Whoever_it_does_not_recognise_stays_outside_and_is_told()
    {
        _ = await Registered();
        await SignOut();
        await _phone.Verify(false);

        await PressPasskey();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("No passkey was used.");
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_copy_whose_counter_went_back_is_refused()
    {
        _ = await Registered();
        var stolen = Assert.Single(await _phone.Credentials());
        Expected.Add(Refused);
        await SignOut();
        await PressPasskey();
        await IsSignedIn(Email);
        await SignOut();

        await _phone.Copy(stolen, stolen.GetProperty("signCount").GetInt32() - 1);
        await PressPasskey();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("This passkey does not sign in here.");
    }

    [Fact]
    public async Task It_is_named_and_removed_and_the_authenticator_is_told()
    {
        _ = await Registered();
        var first = Assert.Single((await Api("GET", "/passkeys")).GetProperty("data").EnumerateArray());
        var id = first.GetProperty("id").GetString();
        Assert.Equal("Ada's phone", first.GetProperty("name").GetString());
        var renamed = await Api("PATCH", $"/passkeys/{id}", new { name = "Ada's old phone" });
        Assert.Equal("Ada's old phone", renamed.GetProperty("name").GetString());

        // Nothing was removed: what is signalled now is all that there is, and stays.
        await Signal();
        var kept = Assert.Single(await _phone.Credentials());
        var signal = (await Api("GET", "/passkeys")).GetProperty("signal");
        Assert.Equal("localhost", signal.GetProperty("rpId").GetString());
        Assert.Equal(
            Standard(signal.GetProperty("userId")), kept.GetProperty("userHandle").GetString());
        Assert.Equal(
            [kept.GetProperty("credentialId").GetString()],
            signal.GetProperty("allAcceptedCredentialIds").EnumerateArray().Select(Standard));

        _ = await Api("DELETE", $"/passkeys/{id}");
        await Signal();

        Assert.Empty(await _phone.Credentials());
    }

    [Fact]
    public async Task A_second_passkey_on_the_same_device_is_not_made()
    {
        _ = await Registered();

        var error = await Assert.ThrowsAsync<PlaywrightException>(() => Register("Again"));

        Assert.Contains("InvalidStateError", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sites_that_share_the_passkeys_are_told_to_browsers()
    {
        using var answer = await Server.Http.GetAsync(new Uri(Origin + "/.well-known/webauthn"));

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal([Origin, "https://app.example"],
            json.RootElement.GetProperty("origins").EnumerateArray().Select(origin => origin.GetString()));
    }

    private async Task<Person> Registered()
    {
        var ada = await Somebody(Email);
        await SignIn(ada.Email);
        await Register("Ada's phone");
        return ada;
    }

    private Task Register(string name) => Page.EvaluateAsync(
        """
        async name => {
            const post = (path, body) => fetch('/api/auth' + path, {
                method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
            }).then(answer => answer.json());
            const { state, options } = await post('/passkeys/options', {});
            const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
            const credential = await navigator.credentials.create({ publicKey });
            const made = await post('/passkeys', { state, credential: credential.toJSON(), name });
            if (!made.id) throw new Error(JSON.stringify(made));
        }
        """, name);

    private Task Signal() => Page.EvaluateAsync(
        """
        async () => {
            const { signal } = await (await fetch('/api/auth/passkeys')).json();
            await PublicKeyCredential.signalAllAcceptedCredentials(signal);
        }
        """);

    private async Task<JsonElement> Api(string method, string path, object? body = null)
    {
        var text = await Page.EvaluateAsync<string>(
            """
            async ([method, path, body]) => {
                const headers = body ? { 'Content-Type': 'application/json' } : {};
                const answer = await fetch('/api/auth' + path, { method, headers, body: body ?? undefined });
                if (!answer.ok) throw new Error(method + ' ' + path + ': ' + await answer.text());
                return await answer.text();
            }
            """, new[] { method, path, body is null ? null : JsonSerializer.Serialize(body) });
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private async Task<JsonElement> Current() =>
        (await Api("GET", "/sessions")).GetProperty("data").EnumerateArray()
            .Single(session => session.GetProperty("is_current").GetBoolean());

    private async Task SetUpTotp()
    {
        var secret = Decode((await Api("POST", "/two-factor")).GetProperty("secret").GetString()!);
        var code = Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow())).ToString("d6", CultureInfo.InvariantCulture);
        _ = await Api("POST", "/two-factor/confirm", new { code });
    }

    private async Task SignOut()
    {
        _ = await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Signed out" })).ToBeVisibleAsync();
    }

    /// <summary>By the button: nothing is offered before it is pressed, or the virtual authenticator would answer at once.</summary>
    private async Task PressPasskey()
    {
        await Page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false;");
        _ = await Page.GotoAsync("/login");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
    }

    private static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(
            letter => Convert.ToString(Base32.Rfc4648.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }

    /// <summary>Base64url as the developer tools write base64.</summary>
    private static string Standard(JsonElement text)
    {
        var base64 = text.GetString()!.Replace('-', '+').Replace('_', '/');
        return base64.PadRight((base64.Length + 3) / 4 * 4, '=');
    }
}
