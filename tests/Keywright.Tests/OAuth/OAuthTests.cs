using System.Security.Cryptography;
using Keywright.Database;
using Keywright.OAuth;
using Keywright.OAuth.Clients;
using Keywright.Security;
using Keywright.Security.Tokens;
using Keywright.Tests.Pages;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth;

/// <summary>Tests of the OAuth server through HTTP: clients, and people with a browser.</summary>
public abstract class OAuthTests(TestDatabase database) : ServerTests(database)
{
    internal const string Api = "https://api.example";

    internal override KeywrightServer Make() => new(Database, Configure)
    {
        Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
    };

    internal static void Configure(KeywrightOptions options)
    {
        options.OAuth.Resources.Add(Api);
        options.OAuth.Scopes["posts:read"] = new ScopeOptions { Description = "Read your posts" };
        options.OAuth.Scopes["tenant"] = new ScopeOptions { Claims = { "tenant", "email" } };
    }

    /// <summary>A confidential client of the operator's own, unless the test says otherwise.</summary>
    internal async Task<TestClient> Client(Func<OAuthClient, OAuthClient>? change = null)
    {
        var secret = SecretToken.New(TokenKind.ClientSecret);
        Server.Secrets.Add(secret.Reveal());
        var id = new ClientId(Guid.CreateVersion7(Database.Clock.GetUtcNow()));
        var client = new OAuthClient(
            id, "client-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), "Example", "client_secret_basic")
        {
            SecretHash = secret.Hash,
            RedirectUris = ["https://app.example/callback"],
            PostLogoutRedirectUris = ["https://app.example/bye"],
            GrantTypes = ["authorization_code", "refresh_token", "client_credentials"],
            ResponseTypes = ["code"],
            Scopes = ["openid", "profile", "email", "phone", "address", "offline_access", "roles", "posts:read", "tenant"],
            AsksConsent = false,
        };
        client = change?.Invoke(client) ?? client;
        if (client.IsPublic)
        {
            client = client with { SecretHash = null };
        }

        Assert.True(await Server.Services.GetRequiredService<KeywrightDatabase>().Write(tx => OAuthClientStore.Add(tx, client)));
        return new TestClient(Server, client, client.IsPublic ? null : secret.Reveal());
    }

    internal Task<TestClient> PublicClient(Func<OAuthClient, OAuthClient>? change = null) => Client(client =>
    {
        client = client with { AuthMethod = "none", GrantTypes = ["authorization_code", "refresh_token"] };
        return change?.Invoke(client) ?? client;
    });

    /// <summary>Somebody who is signed in at the server's own pages.</summary>
    internal async Task<(Visitor Visitor, SignedInUser User)> SignedInVisitor()
    {
        var user = await Server.VerifiedUser();
        var visitor = new Visitor(Server);
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await visitor.SignIn(user.Email)).Status);
        return (visitor, user);
    }
}
