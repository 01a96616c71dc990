using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Keywright.EndToEnd.OAuth;

namespace Keywright.EndToEnd.External;

public sealed class OidcProviderSiteOnSqlite() : OidcProviderSite(new SqliteInstallation());

public sealed class OidcProviderSiteOnPostgres() : OidcProviderSite(new PostgresInstallation());

/// <summary>With npm's oidc-provider as the provider: tests/clients/provider.js.</summary>
public abstract class OidcProviderSite(Installation installation) : ExternalSite(installation)
{
    private Process? _provider;
    private int _accounts;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_provider is { HasExited: false })
        {
            _provider.Kill();
        }

        _provider?.Dispose();
    }

    internal override Task<Account> NewAccount()
    {
        var name = "person" + Interlocked.Increment(ref _accounts);
        return Task.FromResult(new Account(name, name + "@example.com", "any word will do"));
    }

    internal override Task<Page> Refuse(Browser browser, Page page, Account account) => browser.Click(page, Issuer.OriginalString);

    protected override async Task<string> StartProvider()
    {
        var secret = RandomNumberGenerator.GetHexString(40);
        var client = new JsonObject
        {
            ["client_id"] = ClientId,
            ["client_secret"] = secret,
            ["redirect_uris"] = new JsonArray(Callback),
        };
        _provider = Process.Start(new ProcessStartInfo("node", [Path.Combine(ClientProgram.Folder, "provider.js")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.OutputDataReceived += (_, line) => _ = line.Data == Issuer.OriginalString && isReady.TrySetResult();
        // It must never wait for somebody to read.
        _provider.BeginOutputReadLine();
        _provider.BeginErrorReadLine();
        await _provider.StandardInput.WriteAsync(
            new JsonObject { ["port"] = Issuer.Port, ["clients"] = new JsonArray(client) }.ToJsonString());
        _provider.StandardInput.Close();
        await isReady.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return secret;
    }

    private protected override Task<Page> AnswerOnce(Browser browser, Page page, Account account, IList<string> asked)
    {
        var isLogin = page.Body.Contains("name=\"login\"", StringComparison.Ordinal);
        asked.Add(isLogin ? "login" : "consent");
        return isLogin
            ? browser.Submit(page, ("login", account.Name), ("password", account.Password))
            : browser.Submit(page);
    }
}
