using Keywright.Database;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Schema;

public sealed class ViewsOnSqlite() : ViewsTests(new SqliteTestDatabase());

public sealed class ViewsOnPostgres() : ViewsTests(new PostgresTestDatabase());

/// <summary>The views of people who look with psql or sqlite3. Their clock is the database's own.</summary>
public abstract class ViewsTests(TestDatabase database) : IAsyncLifetime
{
    private static readonly Guid Ada = Guid.CreateVersion7(Now);

    private KeywrightDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await database.Open();
        await Do($"""
            INSERT INTO kw.users (id, email, email_normal, username, username_normal, created_at, updated_at)
            VALUES ({Ada}, 'ada@example.com', 'ada@example.com', 'ada', 'ada', {Ago(1)}, {Ago(1)})
            """);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Security_events_are_those_of_a_week_the_latest_first()
    {
        await Event("old", "security", "success", TimeSpan.FromDays(7.01));
        await Event("first", "security", "success", TimeSpan.FromDays(6.99));
        await Event("last", "security", "success", TimeSpan.FromHours(1));
        await Event("other", "account", "success", TimeSpan.FromHours(1));

        Assert.Equal(["last ada", "first ada"], await Texts($"SELECT event_type || ' ' || username AS t FROM kw.recent_security_events"));
    }

    [Fact]
    public async Task Three_failures_in_a_day_are_told_by_person()
    {
        await Event("login", "authentication", "failure", TimeSpan.FromHours(25));
        await Event("login", "authentication", "failure", TimeSpan.FromHours(23));
        await Event("login", "authentication", "success", TimeSpan.FromHours(3));
        await Event("login", "authentication", "failure", TimeSpan.FromHours(2));
        Assert.Empty(await Texts($"SELECT email AS t FROM kw.failed_login_attempts"));

        await Event("login", "authentication", "failure", TimeSpan.FromHours(1), address: "10.0.0.2");

        Assert.Equal(["ada@example.com"], await Texts($"SELECT email AS t FROM kw.failed_login_attempts"));
        Assert.Equal((3L, 2L), await _database.ReadOne(tx => tx.FindValue(
            $"SELECT attempt_count, address_count FROM kw.failed_login_attempts",
            row => (row.Long("attempt_count"), row.Long("address_count")))));
        Assert.Equal(["10.0.0.1,10.0.0.2"], await Texts($"SELECT addresses AS t FROM kw.failed_login_attempts"));
    }

    [Fact]
    public async Task Activity_is_that_of_a_month()
    {
        await Event("old", "account", "success", TimeSpan.FromDays(30.01));
        await Event("new", "account", "success", TimeSpan.FromDays(29.99));

        Assert.Equal(["new"], await Texts($"SELECT event_type AS t FROM kw.recent_activity"));
    }

    [Fact]
    public async Task What_has_expired_is_told_by_table()
    {
        foreach (var days in new[] { -1, 1 })
        {
            await Do($"""
                INSERT INTO kw.personal_tokens (id, owner_type, owner_id, name, token_hash, created_at, expires_at)
                VALUES ({Guid.CreateVersion7(Now)}, 'user', {Ada}, 't', {Hash(days)}, {Ago(2)}, {Ago(days)})
                """);
            await Do($"""
                INSERT INTO kw.devices (id, user_id, token_hash, last_seen_at, created_at, expires_at)
                VALUES ({Guid.CreateVersion7(Now)}, {Ada}, {Hash(days)}, {Ago(2)}, {Ago(2)}, {Ago(days)})
                """);
        }

        await Do($"""
            INSERT INTO kw.password_resets (user_id, token_hash, email_normal, created_at, expires_at)
            VALUES ({Ada}, {Hash(1)}, 'ada@example.com', {Ago(2)}, {Ago(1)})
            """);
        await Do($"""
            INSERT INTO kw.email_verifications (user_id, purpose, token_hash, email, email_normal, created_at, expires_at)
            VALUES ({Ada}, 'verify', {Hash(1)}, 'ada@example.com', 'ada@example.com', {Ago(2)}, {Ago(1)})
            """);

        Assert.Equal(
            ["devices", "email_verifications", "password_resets", "personal_tokens"],
            await Texts($"SELECT record_type AS t FROM kw.expired_auth_records ORDER BY record_type"));
    }

    [Fact]
    public async Task Expired_tokens_of_clients_are_told_by_table()
    {
        var client = Guid.CreateVersion7(Now);
        await Do($"""
            INSERT INTO kw.oauth_clients (id, client_id, client_name, token_endpoint_auth_method, created_at, updated_at)
            VALUES ({client}, 'c', 'C', 'none', {Ago(3)}, {Ago(3)})
            """);
        foreach (var days in new[] { -1, 1 })
        {
            await Do($"""
                INSERT INTO kw.oauth_tokens (id, token_hash, client_id, created_at, expires_at)
                VALUES ({Guid.CreateVersion7(Now)}, {Hash(days)}, {client}, {Ago(2)}, {Ago(days)})
                """);
            await Do($"""
                INSERT INTO kw.oauth_grants (id, client_id, grant_type, created_at, expires_at, absolute_expires_at)
                VALUES ({Guid.CreateVersion7(Now)}, {client}, 'client_credentials', {Ago(2)}, {Ago(days)}, {Ago(-9)})
                """);
        }

        Assert.Equal(
            ["oauth_grants", "oauth_tokens"], await Texts($"SELECT token_type AS t FROM kw.oauth_expired_tokens ORDER BY token_type"));
    }

    [Fact]
    public async Task The_history_of_migrations_has_a_view() => Assert.Equal(
        ["completed"], await Texts($"SELECT DISTINCT status AS t FROM kw.migration_status"));

    private async Task Event(string type, string category, string status, TimeSpan age, string address = "10.0.0.1") => await Do($"""
        INSERT INTO kw.audit_events (id, user_id, event_type, event_category, action, status, ip_address, created_at, expires_at)
        VALUES ({Guid.CreateVersion7(Now)}, {Ada}, {type}, {category}, 'test', {status}, {System.Net.IPAddress.Parse(address)},
                {Now - age}, {Now + age})
        """);

    private async Task Do(Sql statement) => await _database.Write(tx => tx.Execute(statement));

    private async Task<List<string>> Texts(Sql query) => await _database.ReadOne(tx => tx.List(query, row => row.Text("t")));

    private static DateTimeOffset Ago(int days) => Now.AddDays(-days);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static byte[] Hash(int number) => [.. Enumerable.Repeat((byte)number, 32)];
}
