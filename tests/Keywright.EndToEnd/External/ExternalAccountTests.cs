using System.Net;
using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.External;

public sealed class AtOidcProviderOnSqlite(OidcProviderSiteOnSqlite site)
    : ExternalAccountTests(site), IClassFixture<OidcProviderSiteOnSqlite>;

public sealed class AtOidcProviderOnPostgres(OidcProviderSiteOnPostgres site)
    : ExternalAccountTests(site), IClassFixture<OidcProviderSiteOnPostgres>;

public sealed class AtKeywrightOnSqlite(KeywrightSiteOnSqlite site) : ExternalAccountTests(site), IClassFixture<KeywrightSiteOnSqlite>;

public sealed class AtKeywrightOnPostgres(KeywrightSiteOnPostgres site)
    : ExternalAccountTests(site), IClassFixture<KeywrightSiteOnPostgres>;

/// <summary>Accounts at a provider that others wrote, and at another Keywright, with browsers between real servers.</summary>
public abstract class ExternalAccountTests(ExternalSite site)
{
    private const string Start = "external/" + ExternalSite.Name;
    private const string Accounts = "external-accounts";

    [Fact]
    public async Task The_first_sign_in_makes_a_user_whom_the_second_finds()
    {
        var account = await site.NewAccount();
        using var first = new Browser(site.Home);
        var asked = new List<string>();

        var user = await SignIn(first, account, asked);

        Assert.Equal(["login", "consent"], asked);
        Assert.Equal((account.Email, true), ((string?)user["email"], (bool?)user["email_verified"]));
        Assert.Contains(account.Name, (string?)user["name"], StringComparison.Ordinal);
        var linked = Assert.Single(await List(first));
        Assert.Equal(
            (ExternalSite.Name, site.Issuer.OriginalString, account.Email),
            ((string?)linked!["provider"], (string?)linked["issuer"], (string?)linked["email"]));

        using var second = new Browser(site.Home);
        Assert.Equal((string?)user["id"], (string?)(await SignIn(second, account))["id"]);
        Assert.NotNull((string?)Assert.Single(await List(second))!["last_login_at"]);
    }

    [Fact]
    public async Task The_sign_in_page_leads_there_and_back()
    {
        var account = await site.NewAccount();
        using var browser = new Browser(site.Home);
        var page = await browser.Open(new Uri(site.Home.Http.BaseAddress!, "/login?return_to=/"));

        var back = await site.Answer(browser, await browser.Click(page, "/api/auth/" + Start), account);

        Assert.Equal(
            (HttpStatusCode.OK, site.Home.Http.BaseAddress!.Authority, "/"),
            (back.Status, back.Address.Authority, back.Address.AbsolutePath));
        Assert.Contains(account.Email, back.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_gets_tokens_for_the_exchange_once()
    {
        var account = await site.NewAccount();
        using var browser = new Browser(site.Home);

        var exchange = (await Visit(browser, account))["exchange"];

        var (status, body) = await browser.Call(HttpMethod.Post, "external/exchange", new { exchange });
        Assert.Equal(HttpStatusCode.OK, status);
        using var answer = await Person.Send(site.Home.Http, HttpMethod.Get, "user", (string)body!["access_token"]!);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Call(HttpMethod.Post, "external/exchange", new { exchange })).Status);
    }

    [Fact]
    public async Task A_linked_account_signs_in_until_it_is_unlinked()
    {
        var account = await site.NewAccount();
        var person = await Register("own-" + account.Email);
        using var signedIn = new Browser(site.Home);
        Assert.Equal(HttpStatusCode.OK, (await signedIn.Call(HttpMethod.Post, "login", Password(person))).Status);

        Assert.Equal(ExternalSite.Name, (await Link(signedIn, account))["linked"]);

        using var elsewhere = new Browser(site.Home);
        Assert.Equal(person.Id, (string?)(await SignIn(elsewhere, account))["id"]);
        var id = (string?)Assert.Single(await List(signedIn))!["id"];
        Assert.Equal(HttpStatusCode.NoContent, (await signedIn.Call(HttpMethod.Delete, $"{Accounts}/{id}")).Status);
        using var later = new Browser(site.Home);
        Assert.NotEqual(person.Id, (string?)(await SignIn(later, account))["id"]);
    }

    [Fact]
    public async Task An_account_of_somebody_else_is_not_linked()
    {
        var account = await site.NewAccount();
        using var owner = new Browser(site.Home);
        _ = await SignIn(owner, account);
        var person = await Register("other-" + account.Email);
        using var other = new Browser(site.Home);
        _ = await other.Call(HttpMethod.Post, "login", Password(person));

        Assert.Equal("linked_elsewhere", (await Link(other, account))["error"]);
        Assert.Empty(await List(other));
    }

    [Fact]
    public async Task The_last_way_to_sign_in_stays()
    {
        var account = await site.NewAccount();
        using var browser = new Browser(site.Home);
        _ = await SignIn(browser, account);
        var id = (string?)Assert.Single(await List(browser))!["id"];

        var (status, body) = await browser.Call(HttpMethod.Delete, $"{Accounts}/{id}");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "validation_failed"), (status, (string?)body!["code"]));
        _ = Assert.Single(await List(browser));
    }

    [Fact]
    public async Task A_user_with_the_same_address_is_not_touched()
    {
        var account = await site.NewAccount();
        var person = await Register(account.Email);
        using var stranger = new Browser(site.Home);

        var back = await Visit(stranger, account);

        Assert.Equal(("account_exists", null), (back["error"], back["exchange"]));
        using var owner = new Browser(site.Home);
        _ = await owner.Call(HttpMethod.Post, "login", Password(person));
        Assert.Empty(await List(owner));
    }

    [Fact]
    public async Task Who_refuses_there_is_sent_back_with_a_word_of_it()
    {
        var account = await site.NewAccount();
        using var browser = new Browser(site.Home);
        var page = await browser.Open(Api($"{Start}?return_to=/welcome"));

        var back = await site.Refuse(browser, page, account);

        Assert.Equal(("/welcome", "access_denied"), (back.Address.AbsolutePath, back["error"]));
    }

    private Uri Api(string path) => new(site.Home.Http.BaseAddress!, path);

    private static object Password(Person person) => new { email = person.Email, password = Person.Password, mode = "cookie" };

    private async Task<Person> Register(string email) => (await Person.Register(site.Home.Http, email))!;

    /// <summary>Where the browser is when it was at the provider, in token mode.</summary>
    private async Task<Page> Visit(Browser browser, Account account) =>
        await site.Answer(browser, await browser.Open(Api($"{Start}?return_to=/welcome")), account);

    /// <summary>The user whose session the browser holds then.</summary>
    private async Task<JsonObject> SignIn(Browser browser, Account account, IList<string>? asked = null)
    {
        var back = await site.Answer(browser, await browser.Open(Api($"{Start}?mode=cookie&return_to=/welcome")), account, asked);
        Assert.Equal(("/welcome", ""), (back.Address.AbsolutePath, back.Address.Query));
        var (status, user) = await browser.Call(HttpMethod.Get, "user");
        Assert.Equal(HttpStatusCode.OK, status);
        return (user!["user"] ?? user).AsObject();
    }

    private async Task<Page> Link(Browser browser, Account account)
    {
        var (status, begun) = await browser.Call(HttpMethod.Post, $"{Accounts}/{ExternalSite.Name}", new { return_to = "/welcome" });
        Assert.Equal((HttpStatusCode.OK, null), (status, (string?)begun?["code"]));
        return await site.Answer(browser, await browser.Open(new Uri((string)begun!["redirect_url"]!)), account);
    }

    private static async Task<JsonArray> List(Browser browser) =>
        (await browser.Call(HttpMethod.Get, Accounts)).Body!["data"]!.AsArray();
}
