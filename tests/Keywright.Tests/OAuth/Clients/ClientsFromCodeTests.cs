using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class ClientsFromCodeOnSqlite() : ClientsFromCodeTests(new SqliteTestDatabase());

public sealed class ClientsFromCodeOnPostgres() : ClientsFromCodeTests(new PostgresTestDatabase());

/// <summary>OAuth clients from the application's own code.</summary>
public abstract class ClientsFromCodeTests(TestDatabase database) : ServerTests(database)
{
    private static readonly KeywrightClientSettings Shop = new()
    {
        ClientName = "Shop",
        RedirectUris = ["https://shop.example/cb"],
        AccessTokenLifetime = 600,
        LogoUri = "https://shop.example/logo",
    };

    private KeywrightClients Clients => Server.Services.GetRequiredService<KeywrightClients>();

    [Fact]
    public async Task Code_makes_changes_and_deletes_clients_too()
    {
        var made = await Clients.CreateAsync(Shop, "shop");
        Assert.StartsWith("kw_cs_", made!.Secret, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Secret!, made.ToString(), StringComparison.Ordinal);
        Assert.Null(await Clients.CreateAsync(Shop, "shop"));

        var changed = await Clients.UpdateAsync("shop", new() { Scope = "openid" }, ["access_token_lifetime", "logo_uri"]);

        Assert.Equal(("Shop", "openid"), (changed!.Settings.ClientName, changed.Settings.Scope));
        Assert.Equal((null, null), (changed.Settings.AccessTokenLifetime, changed.Settings.LogoUri));
        Assert.Equal("disabled", (await Clients.UpdateAsync(made.Client.Id.ToString(), active: false))!.Status);
        Assert.NotEqual(made.Secret, (await Clients.RotateSecretAsync("shop"))!.Secret);
        Assert.Equal("shop", Assert.Single(await Clients.ListAsync()).ClientId);
        Assert.True(await Clients.DeleteAsync("shop"));
        Assert.False(await Clients.DeleteAsync("shop"));
        Assert.Null(await Clients.FindAsync("shop"));
        Assert.Null(await Clients.UpdateAsync("shop"));
        Assert.Null(await Clients.RotateSecretAsync("shop"));
    }

    [Fact]
    public async Task What_is_not_acceptable_is_told_by_name_and_changes_nothing()
    {
        _ = await Clients.CreateAsync(Shop, "shop");

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Clients.UpdateAsync("shop", new() { RedirectUris = ["x"] }));

        Assert.Contains("redirect_uris: x: Use an absolute URI.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Shop.RedirectUris, (await Clients.FindAsync("shop"))!.Settings.RedirectUris);
        await Assert.ThrowsAsync<ArgumentException>(() => Clients.CreateAsync(Shop, "a b"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Clients.RotateSecretAsync("shop", TimeSpan.FromDays(8)));
    }

    [Fact]
    public async Task What_was_shown_can_be_given_back_as_it_is()
    {
        var made = await Clients.CreateAsync(Shop);

        var same = await Clients.UpdateAsync(made!.Client.ClientId, made.Client.Settings);

        Assert.Equivalent(made.Client.Settings, same!.Settings);
    }
}
