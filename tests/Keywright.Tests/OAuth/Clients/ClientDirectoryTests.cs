using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class ClientDirectoryOnSqlite() : ClientDirectoryTests(new SqliteTestDatabase());

public sealed class ClientDirectoryOnPostgres() : ClientDirectoryTests(new PostgresTestDatabase());

/// <summary>The cache of clients, and what must not be in it.</summary>
public abstract class ClientDirectoryTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task A_client_that_is_known_costs_no_statement()
    {
        await Add(Server, "app");
        Assert.Equal("app", (await Find("app"))!.ClientId);

        var cost = await Server.Sql.During(async () => Assert.NotNull(await Find("app")));

        Assert.Equal((0, 0), cost);
    }

    [Fact]
    public async Task A_client_that_was_taken_away_is_gone_at_once()
    {
        var id = await Add(Server, "app");
        Assert.NotNull(await Find("app"));

        await Delete(Server, id);

        Assert.Null(await Find("app"));
    }

    [Fact]
    public async Task What_another_node_took_away_is_gone_once_the_freshness_is_over()
    {
        await using var other = await new KeywrightServer(Database) { IsSecondNode = true }.Start();
        var id = await Add(Server, "app");
        Assert.NotNull(await Find("app"));

        await Delete(other, id);
        Server.Wait(Revocations.Freshness);

        Assert.Null(await Find("app"));
    }

    [Fact]
    public async Task A_look_up_that_races_a_change_is_not_kept()
    {
        var id = await Add(Server, "app");
        Assert.Null(await Find("nobody"));
        Server.Sql.AfterRead = async () =>
        {
            Server.Sql.AfterRead = null;
            await Delete(Server, id);
        };

        Assert.NotNull(await Find("app"));

        Assert.Null(await Find("app"));
    }

    [Fact]
    public async Task Nothing_is_kept_longer_than_half_a_minute()
    {
        await Add(Server, "app");
        Assert.NotNull(await Find("app"));
        await Server.Change($"UPDATE kw.oauth_clients SET client_name = 'New'");
        Assert.Equal("App", (await Find("app"))!.Name);

        Server.Wait(Revocations.CacheLifetime);

        Assert.Equal("New", (await Find("app"))!.Name);
    }

    [Fact]
    public async Task Without_news_of_changes_nothing_kept_is_trusted()
    {
        await Add(Server, "app");
        Assert.NotNull(await Find("app"));
        Server.Sql.IsAway = true;
        Assert.NotNull(await Find("app"));

        Server.Wait(Revocations.Freshness);

        await Assert.ThrowsAnyAsync<DatabaseException>(async () => await Find("app"));
    }

    [Fact]
    public async Task Who_is_not_known_is_asked_for_each_time_so_a_new_client_is_there_at_once()
    {
        Assert.Null(await Find("app"));

        await Add(Server, "app");

        Assert.NotNull(await Find("app"));
        Assert.Null(await Find("App"));
    }

    [Fact]
    public async Task A_disabled_client_is_not_found()
    {
        await Add(Server, "app");
        await Server.Change($"UPDATE kw.oauth_clients SET status = 'disabled'");

        Assert.Null(await Find("app"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\0")]
    [InlineData("ü")]
    public async Task What_can_be_no_name_costs_no_statement(string? name)
    {
        var cost = await Server.Sql.During(async () =>
        {
            Assert.Null(await Find(name));
            Assert.Null(await Find(new string('x', RedirectUris.Longest + 1)));
        });

        Assert.Equal((0, 0), cost);
    }

    private async Task<OAuthClient?> Find(string? clientId) =>
        await Server.Services.GetRequiredService<ClientDirectory>().Find(clientId, CancellationToken.None);

    private static async Task<ClientId> Add(KeywrightServer server, string clientId) =>
        await server.Services.GetRequiredService<KeywrightDatabase>().Write(async tx =>
        {
            var id = tx.NewId<ClientId>();
            Assert.True(await OAuthClientStore.Add(tx, new OAuthClient(id, clientId, "App", "none")));
            return id;
        });

    private static async Task Delete(KeywrightServer server, ClientId id) =>
        await server.Services.GetRequiredService<KeywrightDatabase>().Write(tx =>
            OAuthClientStore.Delete(tx, server.Services.GetRequiredService<Revocations>(), id));
}
