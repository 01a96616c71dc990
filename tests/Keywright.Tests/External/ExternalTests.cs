using System.Net;
using System.Web;
using Keywright.External;
using Keywright.Tests.Support;

namespace Keywright.Tests.External;

/// <summary>A server that knows the provider "fake", and a browser that goes there and back.</summary>
public abstract class ExternalTests(TestDatabase database) : ServerTests(database)
{
    internal static readonly ProviderUser Ada = new("ada-1", "ada@example.com");

    internal FakeProvider Provider { get; private set; } = null!;

    internal override KeywrightServer Make()
    {
        Provider = FakeProvider.Start(Database.Clock);
        return new KeywrightServer(Database, Configure);
    }

    internal virtual void Configure(KeywrightOptions options)
    {
        options.Cors.Origins.Add("https://app.example");
        (string Name, ExternalPreset Preset)[] known =
            [("fake", ExternalPreset.Oidc), ("other", ExternalPreset.Oidc), ("github", ExternalPreset.Github)];
        foreach (var (name, preset) in known)
        {
            options.External[name] = new ExternalProviderOptions
            {
                Preset = preset,
                Authority = new Uri(Provider.Issuer),
                ClientId = FakeProvider.ClientId,
                ClientSecret = FakeProvider.Secret,
                StoreTokens = true,
            };
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }

    internal async Task<Answer> Begin(string query = "", string provider = "fake")
    {
        var answer = await Server.Get($"/external/{provider}{query}");
        Is(HttpStatusCode.Found, answer);
        return answer;
    }

    internal Task<Answer> Back(Answer begun, ProviderUser user) =>
        Server.Get(Provider.Approve(begun.Headers["Location"], user), null, ("Cookie", begun.AllCookies()));

    /// <summary>There and back: the answer of the callback.</summary>
    internal async Task<Answer> Visit(ProviderUser user, string query = "", string provider = "fake") =>
        await Back(await Begin(query, provider), user);

    internal Task<Answer> Redeem(Answer back) =>
        Server.Post("/external/exchange", new { exchange = Member(back, "exchange") }, null, ("Cookie", back.AllCookies()));

    internal async Task<Answer> SignIn(ProviderUser user) => await Redeem(await Visit(user));

    internal static string? Member(Answer redirect, string name)
    {
        Is(HttpStatusCode.Found, redirect);
        return HttpUtility.ParseQueryString(new Uri(new Uri("https://own.example"), redirect.Headers["Location"]).Query)[name];
    }

    internal static void IsError(string code, Answer redirect) => Assert.Equal(code, Member(redirect, "error"));

    /// <summary>Links an account at the provider: the answer of the callback.</summary>
    internal async Task<Answer> Link(SignedInUser user, ProviderUser there)
    {
        var begun = await user.Post("/external-accounts/fake", new { return_to = "/account" });
        IsOk(begun);
        return await Server.Get(Provider.Approve(begun.Text("redirect_url"), there), null, ("Cookie", begun.AllCookies()));
    }

    internal async Task<int> Users() => (await Server.Rows(tx => tx.List($"SELECT id FROM kw.users", row => row.Uuid("id")))).Count;
}
