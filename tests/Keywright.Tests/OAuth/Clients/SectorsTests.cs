using Keywright.OAuth.Clients;
using Keywright.Security;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class SectorsOnSqlite() : SectorsTests(new SqliteTestDatabase());

public sealed class SectorsOnPostgres() : SectorsTests(new PostgresTestDatabase());

/// <summary>OpenID Connect Core §8.1: what a user is called towards whom.</summary>
public abstract class SectorsTests(TestDatabase database) : ServerTests(database)
{
    private static readonly UserId Ada = new(Guid.Parse("0199a000-0000-7000-8000-000000000001"));
    private static readonly UserId Bob = new(Guid.Parse("0199a000-0000-7000-8000-000000000002"));

    private Sectors Sectors => Server.Services.GetRequiredService<Sectors>();

    [Fact]
    public async Task Public_clients_all_know_a_user_by_the_same_name() =>
        Assert.Equal(Ada.ToString(), await Subject(Client("https://a.example/cb") with { SubjectType = "public" }, Ada));

    [Fact]
    public async Task Pairwise_clients_know_a_user_alike_within_a_sector_only()
    {
        var first = await Subject(Client("https://a.example/cb"), Ada);

        Assert.Equal(first, await Subject(Client("https://a.example/other", "https://a.example:8443/x"), Ada));
        Assert.Equal(first, await Subject(Client("https://b.example/cb") with { SectorIdentifierUri = "https://a.example/s" }, Ada));
        Assert.NotEqual(first, await Subject(Client("https://b.example/cb"), Ada));
        Assert.NotEqual(first, await Subject(Client("https://a.example/cb"), Bob));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", first);
    }

    [Fact]
    public async Task A_subject_outlives_the_process_and_costs_no_statement_when_its_sector_is_known()
    {
        var client = Client("https://a.example/cb");
        var first = await Subject(client, Ada);

        Assert.Equal((0, 0), await Server.Sql.During(async () => Assert.Equal(first, await Subject(client, Ada))));
        await using var other = await new KeywrightServer(Database) { IsSecondNode = true }.Start();
        Assert.Equal(first, await other.Services.GetRequiredService<Sectors>().SubjectOf(client, Ada, CancellationToken.None));
    }

    [Fact]
    public async Task Of_many_who_ask_first_at_once_all_get_the_same()
    {
        var client = Client("https://a.example/cb");

        var subjects = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Subject(client, Ada)));

        Assert.Single(subjects.Distinct());
        Assert.Single(await Server.Rows(tx => tx.List($"SELECT sector FROM kw.oauth_sectors", row => row.Text("sector"))));
    }

    [Fact]
    public void Who_belongs_to_nobody_in_particular_has_no_sector()
    {
        Assert.Equal("a.example", Sectors.Of(Client("https://a.example/cb")));
        Assert.Null(Sectors.Of(Client("https://a.example/cb", "https://b.example/cb")));
        Assert.Null(Sectors.Of(Client("http://127.0.0.1/cb")));
        Assert.Null(Sectors.Of(Client("com.example.app:/cb")));
        Assert.Null(Sectors.Of(Client("https://localhost/cb")));
        Assert.Null(Sectors.Of(Client()));
    }

    private static OAuthClient Client(params string[] redirectUris) =>
        new(new ClientId(Guid.Empty), "c", "C", "none") { SubjectType = "pairwise", RedirectUris = redirectUris };

    private async Task<string> Subject(OAuthClient client, UserId user) =>
        await Sectors.SubjectOf(client, user, CancellationToken.None);
}
