using System.Text.Json.Nodes;

namespace Keywright.EndToEnd.External;

public sealed class KeywrightSiteOnSqlite() : KeywrightSite(new SqliteInstallation(), new SqliteInstallation());

public sealed class KeywrightSiteOnPostgres() : KeywrightSite(new PostgresInstallation(), new PostgresInstallation());

/// <summary>With another Keywright as the provider.</summary>
public abstract class KeywrightSite(Installation installation, Installation provider) : ExternalSite(installation)
{
    private int _accounts;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await provider.DisposeAsync();
    }

    internal override async Task<Account> NewAccount()
    {
        var account = new Account(
            "person" + Interlocked.Increment(ref _accounts), $"person{_accounts}@example.com", "");
        var user = await Command("user", "create", "--email", account.Email, "--name", account.Name, "--verified", "--generate");
        return account with { Password = (string)user["password"]! };
    }

    internal override async Task<Page> Refuse(Browser browser, Page page, Account account)
    {
        page = await AnswerOnce(browser, page, account, []);
        return await browser.Submit(page, ("decision", "deny"));
    }

    protected override async Task<string> StartProvider()
    {
        await provider.InitializeAsync();
        provider.Environment["KEYWRIGHT_Urls"] = Issuer.OriginalString;
        provider.Environment["KEYWRIGHT_PublicUrl"] = Issuer.OriginalString;
        _ = await provider.Serve();
        var client = await Command(
            "client", "create", "The site", "--client-id", ClientId, "--redirect-uri", Callback, "--application-type", "native");
        return (string)client["client_secret"]!;
    }

    private protected override Task<Page> AnswerOnce(Browser browser, Page page, Account account, IList<string> asked)
    {
        var isLogin = page.Body.Contains("name=\"password\"", StringComparison.Ordinal);
        asked.Add(isLogin ? "login" : "consent");
        return isLogin
            ? browser.Submit(page, ("email", account.Email), ("password", account.Password))
            : browser.Submit(page, ("decision", "allow"));
    }

    private async Task<JsonObject> Command(params string[] arguments)
    {
        var result = await provider.Run([.. arguments, "--json"]);
        Assert.True(result.Code == 0, result.Messages);
        return JsonNode.Parse(result.Results)!.AsObject();
    }
}
