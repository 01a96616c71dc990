using System.Buffers.Text;
using System.Security.Cryptography;
using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.Security;
using Keywright.Security.Jose;
using Keywright.Security.Revocations;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class ClientKeysOnSqlite() : ClientKeysTests(new SqliteTestDatabase());

public sealed class ClientKeysOnPostgres() : ClientKeysTests(new PostgresTestDatabase());

/// <summary>Keys of clients at their jwks_uri: fetched seldom, shared, and held on to while the site is away.</summary>
public abstract class ClientKeysTests(TestDatabase database) : ServerTests(database)
{
    private const string Away = "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n";

    private readonly ClientSite _site = new();

    private ClientKeys Keys => Server.Services.GetRequiredService<ClientKeys>();

    public override async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Registered_keys_cost_no_question()
    {
        var client = await Add(jwks: Set("one"));

        Assert.Equal(["one"], Ids(await Of(client)));
        Assert.Equal((0, 0), await Server.Sql.During(async () => Assert.Equal(["one"], Ids(await Of(client)))));
    }

    [Fact]
    public async Task Keys_are_fetched_once_for_an_hour_by_all_nodes()
    {
        _site.Put("/keys", Set("one"));
        var client = await Add();
        await using var other = await new KeywrightServer(Database) { IsSecondNode = true }.Start();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Of(client)));
        Server.Wait(TimeSpan.FromMinutes(59));
        Assert.All(all, keys => Assert.Equal(["one"], Ids(keys)));
        Assert.Equal(["one"], Ids(await Of(client)));
        Assert.Equal(["one"], Ids(await other.Services.GetRequiredService<ClientKeys>().Of(client, CancellationToken.None)));
        Assert.Equal(1, _site.Calls);

        _site.Put("/keys", Set("two"));
        Server.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal(["two"], Ids(await Of(client)));
        Assert.Equal(2, _site.Calls);
    }

    [Theory]
    [InlineData("max-age=600", 599, 601)]
    [InlineData("no-store", 59, 61)]
    [InlineData("max-age=1", 59, 61)]
    [InlineData("max-age=99999999", 3599, 3601)]
    public async Task How_long_they_hold_is_said_by_the_site_within_limits(string said, int kept, int asked)
    {
        _site.Put("/keys", Set("one"), $"Cache-Control: {said}\r\n");
        var client = await Add();
        await Of(client);

        Server.Wait(TimeSpan.FromSeconds(kept));
        await Of(client);
        Assert.Equal(1, _site.Calls);
        Server.Wait(TimeSpan.FromSeconds(asked - kept));
        await Of(client);
        Assert.Equal(2, _site.Calls);
    }

    [Fact]
    public async Task An_unknown_key_makes_us_ask_once_a_minute_at_most()
    {
        _site.Put("/keys", Set("one"));
        var client = await Add();
        await Of(client);
        _site.Put("/keys", Set("two"));

        Assert.Equal(["one"], Ids(await Renewed(client)));
        Assert.Equal(1, _site.Calls);
        Server.Wait(TimeSpan.FromMinutes(1));
        Assert.Equal(["two"], Ids(await Renewed(client)));
        for (var i = 0; i < 5; i++)
        {
            await Renewed(client);
        }

        Assert.Equal(2, _site.Calls);
    }

    [Fact]
    public async Task While_the_site_is_away_the_keys_of_yesterday_do_and_no_older_ones()
    {
        _site.Put("/keys", Set("one"));
        var client = await Add();
        await Of(client);
        _site.PutRaw("/keys", Away);

        Server.Wait(TimeSpan.FromHours(23));
        Assert.Equal(["one"], Ids(await Of(client)));
        Assert.Equal(["one"], Ids(await Of(client)));
        Assert.Equal(2, _site.Calls);
        Server.Wait(TimeSpan.FromHours(1));
        Assert.Null(await Of(client));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":"x"}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"keys":[{"kid":"\u0000"}]}""")]
    [InlineData("nonsense")]
    public async Task What_is_no_key_set_is_none_and_is_not_asked_for_again_at_once(string document)
    {
        _site.Put("/keys", document);
        var client = await Add();

        Assert.Null(await Of(client));
        Assert.Null(await Of(client));

        Assert.Equal(1, _site.Calls);
    }

    [Fact]
    public async Task Keys_of_an_address_that_the_client_has_left_are_forgotten()
    {
        _site.Put("/keys", Set("one"));
        _site.Put("/new", Set("two"));
        var client = await Add();
        await Of(client);

        var moved = client with { JwksUri = _site.At("/new") };
        Assert.NotNull(await Server.Services.GetRequiredService<KeywrightDatabase>().Write(tx => OAuthClientStore.Change(
            tx, Server.Services.GetRequiredService<Revocations>(), moved)));

        Assert.Equal(["two"], Ids(await Of(moved)));
    }

    private static string Set(string kid)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"{{kid}}","x":"{{x}}","y":"{{y}}"}]}""";
    }

    private static IEnumerable<string?> Ids(KeySet? keys) => keys!.Keys.Select(key => key.Id);

    private async Task<KeySet?> Of(OAuthClient client) => await Keys.Of(client, CancellationToken.None);

    private async Task<KeySet?> Renewed(OAuthClient client) => await Keys.Renewed(client, CancellationToken.None);

    private async Task<OAuthClient> Add(string? jwks = null)
    {
        var client = new OAuthClient(new ClientId(Guid.CreateVersion7(Database.Clock.GetUtcNow())), "app", "App", "private_key_jwt")
        {
            Jwks = jwks,
            JwksUri = jwks is null ? _site.At("/keys") : null,
        };
        Assert.True(await Server.Services.GetRequiredService<KeywrightDatabase>().Write(tx => OAuthClientStore.Add(tx, client)));
        return client;
    }
}
