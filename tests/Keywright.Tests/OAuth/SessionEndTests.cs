using System.Net;
using Keywright.Database;
using Keywright.Database.Postgres;
using Keywright.Tests.Support;
using Npgsql;

namespace Keywright.Tests.OAuth;

/// <summary>What is given while it is being taken away, as at a password reset. SQLite has one writer.</summary>
public sealed class SessionEndTests() : OAuthTests(new PostgresTestDatabase())
{
    private readonly NpgsqlDataSource _source = PostgresConnect.Open(
        PostgresConnect.Single((DatabaseTarget.Postgres)DatabaseUrl.Parse(PostgresTestServer.Url), new PoolOptions()));

    public override async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_code_waits_for_the_end_of_its_session_and_then_gives_nothing()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client();
        var code = await client.Code(visitor, ("scope", "openid offline_access"));
        await using var other = await _source.OpenConnectionAsync();
        await Run(other, $"BEGIN; UPDATE {Database.Settings.Schema}.sessions SET status = 'revoked' WHERE user_id = '{user.Id}'");

        var redeemed = client.Redeem(code);
        Assert.NotSame(redeemed, await Task.WhenAny(redeemed, Task.Delay(TimeSpan.FromMilliseconds(300))));
        await Run(other, "COMMIT");

        Is(HttpStatusCode.BadRequest, "invalid_grant", await redeemed);
    }

    [Fact]
    public async Task A_consent_waits_for_the_end_of_its_session_and_then_is_none()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(one => one with { AsksConsent = true });
        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl()));
        await using var other = await _source.OpenConnectionAsync();
        await Run(other, $"BEGIN; UPDATE {Database.Settings.Schema}.sessions SET status = 'revoked' WHERE user_id = '{user.Id}'");

        var given = visitor.Submit(page, "/consent", ("decision", "allow"));
        Assert.NotSame(given, await Task.WhenAny(given, Task.Delay(TimeSpan.FromMilliseconds(300))));
        await Run(other, "COMMIT");

        Assert.StartsWith("/oauth/authorize?ticket=", (await given).Headers["Location"], StringComparison.Ordinal);
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT user_id FROM kw.oauth_consents", row => row.Uuid("user_id"))));
    }

    [Fact]
    public async Task A_request_that_is_under_way_while_its_client_is_disconnected_gives_it_nothing()
    {
        var (visitor, user) = await SignedInVisitor();
        var client = await Client(one => one with { AsksConsent = true });
        var page = await visitor.Follow(await visitor.Get(client.AuthorizeUrl()));
        Assert.Contains("code", client.Returned(await visitor.Submit(page, "/consent", ("decision", "allow"))));
        await using var other = await _source.OpenConnectionAsync();

        // A code is written for a client that is there: so it waits.
        await Run(other, $"BEGIN; SELECT 1 FROM {Database.Settings.Schema}.oauth_clients WHERE client_id = '{client.Id}' FOR UPDATE");
        var asked = visitor.Get(client.AuthorizeUrl());
        Assert.NotSame(asked, await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(300))));
        var disconnected = user.Delete($"/apps/{client.Registered.Id}");
        _ = await Task.WhenAny(disconnected, Task.Delay(TimeSpan.FromMilliseconds(300)));
        await Run(other, "COMMIT");

        Is(HttpStatusCode.NoContent, await disconnected);
        Is(HttpStatusCode.BadRequest, "invalid_grant", await client.Redeem(client.Returned(await asked)["code"]));
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        _ = await command.ExecuteNonQueryAsync();
    }
}
