using Keywright.Database;
using Keywright.Database.Sqlite;
using Keywright.Tests.Support;

namespace Keywright.Tests.Audit;

public sealed class AppendOnlyOnSqlite() : AppendOnlyTests(new SqliteTestDatabase())
{
    private SqliteConnection? _connection;

    // As the command-line shell opens it: no recursive triggers, which INSERT OR REPLACE would get around.
    protected override Task Run(string sql)
    {
        _connection ??= SqliteConnection.Open(
            Path.Combine(Database.Settings.Data, "keywright.db"), SqliteAccess.Write, TimeSpan.FromSeconds(5));
        _connection.Exec("PRAGMA recursive_triggers = OFF; " + sql);
        return Task.CompletedTask;
    }

    protected override void Close() => _connection?.Dispose();
}

public sealed class AppendOnlyOnPostgres() : AppendOnlyTests(new PostgresTestDatabase())
{
    protected override async Task Run(string sql) =>
        _ = await PostgresTestServer.Run($"SET search_path = \"{Database.Settings.Schema}\"; {sql}");
}

/// <summary>SQL by hand, on a connection of its own, as whoever has the database's password can.</summary>
public abstract class AppendOnlyTests(TestDatabase database) : AuditLogTests(database)
{
    protected abstract Task Run(string sql);

    protected virtual void Close()
    {
    }

    [Fact]
    public async Task No_statement_by_hand_changes_or_deletes_what_was_written()
    {
        await Add("fact", 2);
        await Seal();
        var before = await State();

        string[] attempts =
        [
            "UPDATE audit_events SET status = 'failure'",
            "UPDATE audit_events SET processed_at = created_at",
            "UPDATE audit_events SET expires_at = NULL",
            "DELETE FROM audit_events",
            "INSERT INTO audit_events SELECT * FROM audit_events",
            "UPDATE audit_seals SET number = number + 1",
            "UPDATE audit_seals SET entries = NULL, rows_deleted_at = sealed_at",
            "DELETE FROM audit_seals",
            "INSERT INTO audit_seals SELECT * FROM audit_seals",
            .. Database.Dialect == Dialect.Sqlite
                ? new[]
                {
                    "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events",
                    "REPLACE INTO audit_seals SELECT * FROM audit_seals",
                    "UPDATE OR REPLACE audit_events SET id = (SELECT max(id) FROM audit_events)",
                }
                : ["TRUNCATE audit_events", "TRUNCATE audit_seals", "TRUNCATE audit_events CASCADE"],
        ];
        foreach (var attempt in attempts)
        {
            _ = await Assert.ThrowsAnyAsync<Exception>(() => Run(attempt));
        }

        Close();
        Assert.Equal(before, await State());
        await IsIntact();
    }

    [Fact]
    public async Task Details_are_taken_from_events_of_erased_users_only_and_nothing_else_with_them()
    {
        var user = await Server.SignedInUser();
        var digest = Database.Dialect.Choose("zeroblob(32)", "decode(repeat('00', 32), 'hex')");
        var redact = "UPDATE audit_events SET message = NULL, ip_address = NULL, user_agent = NULL, location_country = NULL, "
            + "location_city = NULL, request_params = NULL, metadata = NULL, personal_salt = NULL, redacted_at = created_at, "
            + $"personal_digest = {digest}";
        _ = await Assert.ThrowsAnyAsync<Exception>(() => Run(redact));

        await Server.Change($"UPDATE kw.users SET status = 'deleted', email = NULL, email_normal = NULL WHERE id = {user.Id}");
        _ = await Assert.ThrowsAnyAsync<Exception>(() => Run(redact + ", status = 'failure'"));
        _ = await Assert.ThrowsAnyAsync<Exception>(() => Run(redact + ", processed_at = created_at"));
        _ = await Assert.ThrowsAnyAsync<Exception>(() => Run(redact.Replace("ip_address = NULL, ", "", StringComparison.Ordinal)));
        await Run(redact);

        Close();
        Assert.Equal(0, await Count($"SELECT count(*) AS n FROM kw.audit_events WHERE ip_address IS NOT NULL"));
    }

    private async Task<string> State() =>
        string.Join('\n', (await Dump.Of(Server, "audit_events", "audit_seals")).Order(StringComparer.Ordinal));
}
