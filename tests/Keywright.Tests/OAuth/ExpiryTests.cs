using Keywright.Database;
using Keywright.Maintenance;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class ExpiryOnSqlite() : ExpiryTests(new SqliteTestDatabase());

public sealed class ExpiryOnPostgres() : ExpiryTests(new PostgresTestDatabase());

/// <summary>What clients were given ends by itself, and goes when nobody can ask for it any more.</summary>
public abstract class ExpiryTests(TestDatabase database) : IAsyncLifetime
{
    private readonly Guid _id = Guid.CreateVersion7(database.Clock.GetUtcNow());

    private KeywrightDatabase _database = null!;

    private DateTimeOffset Now => database.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        _database = await database.Open();
        await Do($"""
            INSERT INTO kw.users (id, email, email_normal, created_at, updated_at)
            VALUES ({_id}, 'a@b.example', 'a@b.example', {Now}, {Now})
            """);
        await Do($"""
            INSERT INTO kw.oauth_clients (id, client_id, client_name, token_endpoint_auth_method, created_at, updated_at)
            VALUES ({_id}, 'c', 'C', 'none', {Now}, {Now})
            """);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task On_the_tick_of_its_expiry_a_token_goes()
    {
        await Do($"""
            INSERT INTO kw.oauth_tokens (id, token_hash, client_id, created_at, expires_at)
            VALUES ({_id}, {_id.ToByteArray()}, {_id}, {Now}, {Now.AddMinutes(1)})
            """);
        await Do($"""
            INSERT INTO kw.oauth_grants (id, client_id, user_id, grant_type, created_at, expires_at, absolute_expires_at)
            VALUES ({_id}, {_id}, {_id}, 'authorization_code', {Now}, {Now.AddMinutes(1)}, {Now.AddDays(9)})
            """);
        database.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await Purged());

        database.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["oauth_grants", "oauth_tokens"], (await Purged()).Order());
    }

    [Fact]
    public async Task A_code_is_remembered_for_a_day_and_a_proof_as_long_as_clocks_may_differ()
    {
        await Do($"""
            INSERT INTO kw.oauth_codes (code_hash, client_id, user_id, session_id, redirect_uri, auth_time, created_at, expires_at)
            VALUES ({_id.ToByteArray()}, {_id}, {_id}, {_id}, 'https://a.example/cb', {Now}, {Now}, {Now})
            """);
        await Do($"INSERT INTO kw.oauth_used_proofs (proof_hash, kind, expires_at) VALUES ({_id.ToByteArray()}, 'dpop', {Now})");
        database.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(await Purged());

        database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["oauth_used_proofs"], await Purged());

        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["oauth_codes"], await Purged());
    }

    [Fact]
    public async Task With_its_client_everything_goes()
    {
        await Do($"""
            INSERT INTO kw.oauth_device_codes (device_code_hash, user_code_hash, client_id, created_at, expires_at)
            VALUES ({_id.ToByteArray()}, {_id.ToByteArray()}, {_id}, {Now}, {Now.AddMinutes(1)})
            """);
        await Do($"""
            INSERT INTO kw.oauth_pushed_requests (request_hash, client_id, parameters, created_at, expires_at)
            VALUES ({_id.ToByteArray()}, {_id}, {new Json("{}")}, {Now}, {Now.AddMinutes(1)})
            """);
        await Do($"DELETE FROM kw.oauth_clients");
        database.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Empty(await Purged());
    }

    [Fact]
    public async Task A_client_that_nobody_registered_and_nobody_uses_goes_after_a_month()
    {
        await Do($"UPDATE kw.oauth_clients SET registration = 'dynamic'");
        await Do($"""
            INSERT INTO kw.oauth_consents (user_id, client_id, created_at, updated_at) VALUES ({_id}, {_id}, {Now}, {Now})
            """);
        database.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Empty(await Purged());

        await Do($"DELETE FROM kw.oauth_consents");
        await Do($"UPDATE kw.oauth_clients SET status = 'disabled', updated_at = {Now.AddDays(-31)}");
        Assert.Empty(await Purged());
        await Do($"UPDATE kw.oauth_clients SET status = 'active', fetched_until = {Now}, updated_at = {Now.AddDays(-31)}");
        Assert.Empty(await Purged());
        await Do($"UPDATE kw.oauth_clients SET fetched_until = NULL, registration = 'manual'");
        Assert.Empty(await Purged());
        await Do($"UPDATE kw.oauth_clients SET registration = 'document'");
        Assert.Equal(["oauth_clients"], await Purged());
    }

    /// <summary>The tables that lost rows; what is told before is what goes.</summary>
    private async Task<List<string>> Purged()
    {
        var purge = new Purge(_database, new MaintenanceOptions());
        var told = await purge.Count(CancellationToken.None);
        var gone = await purge.Run(CancellationToken.None);
        Assert.Equal(told, gone);
        return [.. gone.Where(table => table.Rows > 0).Select(table => table.Table)];
    }

    private async Task Do(Sql statement) => await _database.Write(tx => tx.Execute(statement));
}
