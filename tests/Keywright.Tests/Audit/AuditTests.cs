using System.Net;
using Keywright.Database;
using Keywright.Tests.Support;

namespace Keywright.Tests.Audit;

public sealed class AuditOnSqlite() : AuditTests(new SqliteTestDatabase());

public sealed class AuditOnPostgres() : AuditTests(new PostgresTestDatabase());

public abstract class AuditTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task An_event_can_be_added_and_never_changed()
    {
        _ = await Server.SignedInUser();
        var before = await Server.AuditTypes();
        Assert.NotEmpty(before);

        await Refused(tx => tx.Execute($"UPDATE kw.audit_events SET status = 'success'"));
        await Refused(tx => tx.Execute($"DELETE FROM kw.audit_events"));
        await Refused(tx => tx.Execute($"""
            INSERT INTO kw.audit_events SELECT * FROM kw.audit_events LIMIT 1
            """));
        if (Database.Dialect == Dialect.Postgres)
        {
            await Refused(tx => tx.Execute($"TRUNCATE kw.audit_events"));
            await Refused(tx => tx.Execute($"""
                INSERT INTO kw.audit_events SELECT * FROM kw.audit_events LIMIT 1 ON CONFLICT (id) DO UPDATE SET action = 'other'
                """));
        }
        else
        {
            await Refused(tx => tx.Execute($"INSERT OR REPLACE INTO kw.audit_events SELECT * FROM kw.audit_events LIMIT 1"));
            await Refused(tx => tx.Execute($"REPLACE INTO kw.audit_events SELECT * FROM kw.audit_events LIMIT 1"));
            await Refused(tx => tx.Execute($"""
                INSERT INTO kw.audit_events SELECT * FROM kw.audit_events WHERE true LIMIT 1 ON CONFLICT (id) DO UPDATE SET action = 'other'
                """));
            await Refused(tx => tx.Execute($"UPDATE OR IGNORE kw.audit_events SET action = 'other'"));
        }

        Assert.Equal(before, await Server.AuditTypes());
    }

    [Fact]
    public async Task An_event_may_go_when_it_has_expired()
    {
        // The triggers ask the database's own clock: a made-up one must not open the log.
        var past = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1);
        await Add("old", past);
        await Add("new", past + TimeSpan.FromHours(1));

        await Refused(tx => tx.Execute($"DELETE FROM kw.audit_events"));
        Assert.Equal(1, await Server.Sql.Write(tx => tx.Execute($"DELETE FROM kw.audit_events WHERE event_type = {"old"}")));

        Assert.Equal(["new"], await Server.AuditTypes());
    }

    [Fact]
    public async Task Events_are_kept_as_long_as_their_class_says()
    {
        var user = await Server.SignedInUser();
        _ = await user.PersonalToken("*");
        _ = await user.Post("/password/confirm", new { password = "wrong wrong wrong" });
        IsOk(await Server.SignIn(user.Email));

        var kept = (await Server.Rows(tx => tx.List(
            $"SELECT event_category, retention_policy, created_at, expires_at FROM kw.audit_events",
            row => (
                row.Text("event_category"), row.Text("retention_policy"),
                (row.Instant("expires_at") - row.Instant("created_at")).Days))))
            .Distinct().ToList();

        Assert.Contains(("authentication", "standard", 90), kept);
        Assert.Contains(("token", "extended", 365), kept);
        Assert.Contains(("security", "security", 730), kept);
        Assert.All(kept, one => Assert.True(one.Days is 90 or 365 or 730));
    }

    [Fact]
    public async Task Each_change_leaves_one_event_that_says_who_did_it_and_by_which_request()
    {
        var user = await Server.SignedInUser();
        var before = (await Server.AuditTypes()).Count;
        Server.Wait(TimeSpan.FromSeconds(1));

        var answer = await Server.Post(
            "/tokens?secret=x", new { name = "t" }, user.AccessToken, ("User-Agent", new string('a', 511) + "\U0001F600"));

        Is(HttpStatusCode.Created, answer);
        Assert.Equal(["token_created"], (await Server.AuditTypes()).Skip(before));
        var facts = await Server.Rows(tx => tx.List(
            $"""
            SELECT actor_id, session_id, request_method, request_path, user_agent, ip_address
              FROM kw.audit_events WHERE event_type = 'token_created'
            """,
            row => (
                row.Uuid("actor_id"), row.Uuid("session_id"), row.Text("request_method"), row.Text("request_path"),
                row.Ip("ip_address")!.ToString(), row.Text("user_agent").Length)));
        Assert.Equal([(user.Id, user.SessionId, "POST", "/api/auth/tokens", "203.0.113.7", 511)], facts);
    }

    [Fact]
    public async Task What_is_refused_at_the_door_leaves_no_event()
    {
        var user = await Server.SignedInUser();
        var before = await Server.AuditTypes();

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await user.Post("/tokens", new { name = "" }));
        Is(HttpStatusCode.NotFound, "not_found", await user.Delete("/sessions/" + Guid.Empty));

        Assert.Equal(before, await Server.AuditTypes());
    }

    [Fact]
    public async Task A_change_that_fails_takes_its_event_along()
    {
        var user = await Server.SignedInUser();
        var before = await Server.AuditTypes();
        _ = await Server.Sql.Write(tx => tx.Execute(Database.Dialect.Choose<Sql>(
            sqlite: $"ALTER TABLE kw.revocations RENAME TO gone",
            postgres: $"DROP TABLE kw.revocations")));

        Assert.True((int)(await user.Delete("/sessions/" + user.SessionId)).Status >= 500);

        Assert.Equal(before, await Server.AuditTypes());
        Assert.Equal(["active"], await Server.Rows(tx => tx.List($"SELECT status FROM kw.sessions", row => row.Text("status"))));
    }

    private async Task Refused(Func<Tx, ValueTask<int>> change) =>
        Assert.IsNotType<ArgumentException>(await Assert.ThrowsAnyAsync<Exception>(async () => await Server.Sql.Write(change)));

    private async Task Add(string type, DateTimeOffset expiresAt) => _ = await Server.Sql.Write(tx => tx.Execute($"""
        INSERT INTO kw.audit_events (id, event_type, event_category, action, status, created_at, expires_at)
        VALUES ({Guid.CreateVersion7(tx.Now)}, {type}, 'system', 'test', 'success', {tx.Now}, {expiresAt})
        """));
}
