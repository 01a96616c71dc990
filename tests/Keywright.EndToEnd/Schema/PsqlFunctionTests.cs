using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Schema;

/// <summary>The functions of PostgreSQL, called from psql.</summary>
public sealed class PsqlFunctionTests : IAsyncLifetime
{
    private readonly PostgresInstallation _installation = new();

    public async Task InitializeAsync()
    {
        await _installation.InitializeAsync();
        Assert.Equal(0, (await _installation.Run("migrate", "up")).Code);
    }

    public Task DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task A_job_logs_an_event_which_counts_like_any_other()
    {
        var id = await Psql("""
            SELECT log_user_event(NULL, NULL, 'nightly_check', 'security', 'Check', 'failure', '10.1.2.3', 'cron', '{"n": 1}')
            """);

        // RFC 9562 §5.7: version 7, variant 10, and the time in front.
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
        Assert.Equal("t", await Psql(
            $"SELECT abs(('x' || substr(replace('{id}', '-', ''), 1, 12))::bit(48)::bigint - extract(epoch FROM now()) * 1000) < 60000"));
        Assert.Equal(
            "nightly_check|failure|10.1.2.3|cron|security|t|[\"sql\"]",
            await Psql($"""
                SELECT event_type, status, ip_address, user_agent, retention_policy, expires_at = created_at + interval '2 years', tags
                  FROM audit_events WHERE id = '{id}'
                """));
        Assert.Equal(id, await Psql("SELECT id FROM recent_security_events"));
    }

    [Fact]
    public async Task An_event_of_no_known_category_is_refused()
    {
        var result = await Run("SELECT log_user_event(NULL, NULL, 'x', 'nonsense', 'x', 'success')");

        Assert.NotEqual(0, result.Code);
        Assert.Contains("audit_events_event_category_check", result.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_runs_a_file_by_hand_keeps_its_history()
    {
        Assert.Equal("2", await Psql("SELECT start_migration('9001_theirs', '9001_theirs.sql', 'by hand', 'index')"));
        Assert.Equal("running", await Theirs("status"));
        var again = await Run("SELECT start_migration('9001_theirs', 'x')");
        Assert.Contains("is applied already, or is running", again.Messages, StringComparison.Ordinal);

        Assert.Equal("t", await Psql("SELECT fail_migration('9001_theirs', 'no disk')"));
        Assert.Equal("failed|no disk", await Theirs("status, error_message"));
        Assert.Equal("f", await Psql("SELECT complete_migration('9001_theirs')"));

        Assert.Equal("2", await Psql("SELECT start_migration('9001_theirs', '9001_theirs.sql')"));
        Assert.Equal("t", await Psql("SELECT complete_migration('9001_theirs', 17)"));
        Assert.Equal("completed|17|t", await Theirs("status, execution_time_ms, completed_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_temporary_table_of_the_same_name_is_not_written_to()
    {
        await Psql("""
            CREATE TEMPORARY TABLE audit_events (LIKE audit_events);
            SELECT log_user_event(NULL, NULL, 'real', 'system', 'x', 'success') \g /dev/null
            """);

        Assert.Equal("real", await Psql("SELECT event_type FROM audit_events"));
    }

    private Task<string> Theirs(string columns) => Psql($"SELECT {columns} FROM migration_status WHERE migration_name = '9001_theirs'");

    private async Task<string> Psql(string sql)
    {
        var result = await Run(sql);
        Assert.True(result.Code == 0, result.Messages);
        return result.Results.Trim();
    }

    private Task<CommandResult> Run(string sql) =>
        DatabaseClient.Psql(PostgresTestServer.Url, _installation.Environment["KEYWRIGHT_Schema"], sql);
}
