using System.Globalization;
using Keywright.EndToEnd.OAuth;

namespace Keywright.EndToEnd.External;

/// <summary>Somebody with an account at the provider.</summary>
internal sealed record Account(string Name, string Email, string Password);

/// <summary>
/// A server that people sign in to with their account at a provider, which runs beside it. A browser's cookies know hosts, no ports: one
/// is <c>localhost</c>, the other <c>127.0.0.1</c>. It runs in Development, as only then a provider may speak http.
/// </summary>
public abstract class ExternalSite(Installation installation) : IAsyncLifetime
{
    /// <summary>The section under External, and the part of the routes.</summary>
    internal const string Name = "elsewhere";

    internal const string ClientId = "the-site";

    private readonly string _home = "http://localhost:" + OAuthServer.FreePort().ToString(CultureInfo.InvariantCulture);

    internal ServerProcess Home { get; private set; } = null!;

    internal Uri Issuer { get; } = new("http://127.0.0.1:" + OAuthServer.FreePort().ToString(CultureInfo.InvariantCulture));

    protected string Callback => $"{_home}/api/auth/external/{Name}/callback";

    public async Task InitializeAsync()
    {
        await installation.InitializeAsync();
        var secret = await StartProvider();
        installation.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        installation.Environment["KEYWRIGHT_Urls"] = _home;
        installation.Environment["KEYWRIGHT_PublicUrl"] = _home;
        var section = $"KEYWRIGHT_External__{Name}__";
        installation.Environment[section + "Authority"] = Issuer.OriginalString;
        installation.Environment[section + "ClientId"] = ClientId;
        installation.Environment[section + "ClientSecret"] = secret;
        Home = await installation.Serve();
    }

    public virtual async Task DisposeAsync() => await installation.DisposeAsync();

    /// <summary>Somebody whose address the provider calls proven.</summary>
    internal abstract Task<Account> NewAccount();

    /// <summary>Does what the provider asks, until the browser is home again; what it was asked goes to <paramref name="asked"/>.</summary>
    internal async Task<Page> Answer(Browser browser, Page page, Account account, IList<string>? asked = null)
    {
        for (var steps = 0; page.Address.Authority == Issuer.Authority; steps++)
        {
            Assert.True(steps < 4, $"The provider keeps asking at {page.Address}: {page.Body}");
            page = await AnswerOnce(browser, page, account, asked ?? []);
        }

        return page;
    }

    /// <summary>Refuses at the provider, signed in or not.</summary>
    internal abstract Task<Page> Refuse(Browser browser, Page page, Account account);

    /// <summary>The secret of our client there.</summary>
    protected abstract Task<string> StartProvider();

    private protected abstract Task<Page> AnswerOnce(Browser browser, Page page, Account account, IList<string> asked);
}
