using Keywright.Database;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Schema;

public sealed class TriggersOnSqlite() : TriggerTests(new SqliteTestDatabase())
{
    [Fact]
    public async Task An_audit_event_that_never_expires_must_say_so() => await Assert.ThrowsAnyAsync<Exception>(() => Event("standard"));
}

public sealed class TriggersOnPostgres() : TriggerTests(new PostgresTestDatabase())
{
    [Theory]
    [InlineData("standard", 90)]
    [InlineData("extended", 365)]
    [InlineData("security", 730)]
    public async Task An_audit_event_without_expiry_gets_that_of_its_class(string policy, int days)
    {
        await Event(policy);

        var expires = await Database.ReadOne(tx => tx.FindValue(
            $"SELECT expires_at FROM kw.audit_events", row => row.Instant("expires_at")));
        Assert.Equal(Then.AddDays(days), expires);
    }
}

/// <summary>What the database does by itself, whoever writes.</summary>
public abstract class TriggerTests(TestDatabase database) : IAsyncLifetime
{
    // No leap year follows.
    protected static readonly DateTimeOffset Then = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Guid Id = Guid.CreateVersion7(Then);

    internal KeywrightDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() => Database = await database.Open();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task A_changed_row_tells_when()
    {
        await Do($"""
            INSERT INTO kw.oauth_clients (id, client_id, client_name, token_endpoint_auth_method, created_at, updated_at)
            VALUES ({Id}, 'c', 'C', 'none', {Then}, {Then})
            """);
        await Do($"UPDATE kw.oauth_clients SET last_used_at = {Then.AddDays(1)}");
        Assert.Equal(Then, await Updated($"SELECT updated_at FROM kw.oauth_clients"));

        await Do($"UPDATE kw.oauth_clients SET client_name = 'D'");
        Assert.NotEqual(Then, await Updated($"SELECT updated_at FROM kw.oauth_clients"));

        await Do($"UPDATE kw.oauth_clients SET client_name = 'E', updated_at = {Then.AddDays(2)}");
        Assert.Equal(Then.AddDays(2), await Updated($"SELECT updated_at FROM kw.oauth_clients"));
    }

    [Fact]
    public async Task A_changed_role_tells_when()
    {
        await Do($"UPDATE kw.roles SET updated_at = {Then}");
        await Do($"UPDATE kw.roles SET description = 'x' WHERE name = 'user'");

        Assert.NotEqual(Then, await Updated($"SELECT updated_at FROM kw.roles WHERE name = 'user'"));
        Assert.Equal(Then, await Updated($"SELECT updated_at FROM kw.roles WHERE name = 'admin'"));
    }

    [Fact]
    public async Task A_changed_service_account_tells_when()
    {
        await Do($"INSERT INTO kw.service_accounts (id, name, created_at, updated_at) VALUES ({Id}, 'ci', {Then}, {Then})");
        await Do($"UPDATE kw.service_accounts SET created_at = {Then.AddDays(-1)}");
        Assert.Equal(Then, await Updated($"SELECT updated_at FROM kw.service_accounts"));

        await Do($"UPDATE kw.service_accounts SET status = 'suspended'");
        Assert.NotEqual(Then, await Updated($"SELECT updated_at FROM kw.service_accounts"));

        await Do($"UPDATE kw.service_accounts SET permissions = '[]', updated_at = {Then.AddDays(2)}");
        Assert.Equal(Then.AddDays(2), await Updated($"SELECT updated_at FROM kw.service_accounts"));
    }

    [Fact]
    public async Task Activity_is_written_once_a_minute_and_what_else_changes_always()
    {
        await Session();
        await Do($"UPDATE kw.sessions SET last_activity = {Then.AddSeconds(59)}, device_name = 'phone'");
        Assert.Equal((Then, "phone"), await Activity());

        await Do($"UPDATE kw.sessions SET last_activity = {Then.AddSeconds(60)}");
        Assert.Equal((Then.AddSeconds(60), "phone"), await Activity());
    }

    [Fact]
    public async Task A_permanent_audit_event_has_no_expiry()
    {
        await Event("permanent");

        Assert.Equal(1, await Database.ReadOne(tx => tx.FindValue(
            $"SELECT count(*) AS n FROM kw.audit_events WHERE expires_at IS NULL", row => row.Long("n"))));
    }

    protected async Task Event(string policy) => await Do($"""
        INSERT INTO kw.audit_events (id, event_type, event_category, action, status, retention_policy, created_at)
        VALUES ({Id}, 'test', 'system', 'test', 'success', {policy}, {Then})
        """);

    private async Task Session()
    {
        await Do($"""
            INSERT INTO kw.users (id, email, email_normal, created_at, updated_at)
            VALUES ({Id}, 'a@example.com', 'a@example.com', {Then}, {Then})
            """);
        await Do($"""
            INSERT INTO kw.sessions
                (id, user_id, mode, lifetime_seconds, login_method, last_activity, expires_at, absolute_expires_at, created_at)
            VALUES ({Id}, {Id}, 'token', 1, 'password', {Then}, {Then}, {Then}, {Then})
            """);
    }

    private async Task<(DateTimeOffset At, string Device)?> Activity() => await Database.ReadOne(tx => tx.FindValue(
        $"SELECT last_activity, device_name FROM kw.sessions", row => (row.Instant("last_activity"), row.Text("device_name"))));

    private async Task<DateTimeOffset?> Updated(Sql query) =>
        await Database.ReadOne(tx => tx.FindValue(query, row => row.Instant("updated_at")));

    private async Task Do(Sql statement) => await Database.Write(tx => tx.Execute(statement));
}
