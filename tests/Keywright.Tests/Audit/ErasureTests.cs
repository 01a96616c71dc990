using Keywright.Audit;
using Keywright.Database;
using Keywright.Tests.Support;

namespace Keywright.Tests.Audit;

public sealed class ErasureOnSqlite() : ErasureTests(new SqliteTestDatabase());

public sealed class ErasureOnPostgres() : ErasureTests(new PostgresTestDatabase());

public abstract class ErasureTests(TestDatabase database) : AuditLogTests(database)
{
    private static readonly string[] Personal =
        ["message", "ip_address", "user_agent", "location_country", "location_city", "request_params", "metadata", "personal_salt"];

    [Fact]
    public async Task Erasure_takes_the_person_from_the_log_and_the_seals_hold()
    {
        var ada = await Server.SignedInUser();
        var bob = await Server.SignedInUser();
        await Seal();
        IsOk(await Server.SignIn(ada.Email));

        var events = await Count($"SELECT count(*) AS n FROM kw.audit_events");
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await ada.Delete("/user", new { password = KeywrightServer.Password })).Status);
        await Erase();

        Assert.Empty(await Details(ada.Id));
        Assert.NotEmpty(await Details(bob.Id));
        Assert.Equal(events + 1, await Count($"SELECT count(*) AS n FROM kw.audit_events WHERE event_type <> 'audit_key_created'") + 1);
        await Seal();
        var found = await Verify();
        Assert.Empty(found.Flaws);
        Assert.True(found.Redacted > 3);
    }

    [Fact]
    public async Task What_the_erased_person_did_to_others_tells_no_more_of_them_either()
    {
        var ada = await Server.SignedInUser();
        await Add("deed", 1, origin: AuditOrigin.System with { ActorId = ada.Id, UserAgent = "Ada's browser" });

        _ = await ada.Delete("/user", new { password = KeywrightServer.Password });

        Assert.Equal(0, await Count($"SELECT count(*) AS n FROM kw.audit_events WHERE user_agent = 'Ada''s browser'"));
    }

    [Fact]
    public async Task Many_events_are_taken_in_turns()
    {
        var ada = await Server.SignedInUser();
        await Add("deed", 700, origin: AuditOrigin.System with { ActorId = ada.Id, UserAgent = "x" });
        await Seal();

        _ = await ada.Delete("/user", new { password = KeywrightServer.Password });
        Assert.NotEqual(0, await Count($"SELECT count(*) AS n FROM kw.audit_events WHERE user_agent = 'x'"));
        await Erase();

        Assert.Equal(0, await Count($"SELECT count(*) AS n FROM kw.audit_events WHERE user_agent = 'x'"));
        await IsIntact();
        Server.Wait(TimeSpan.FromHours(2));
        await Erase();
        Assert.Equal(0, await Count($"SELECT count(*) AS n FROM kw.audit_erasures"));
    }

    [Fact]
    public async Task Details_that_vanish_without_an_erasure_are_named()
    {
        var ada = await Server.SignedInUser();
        await Seal();
        var record = (await Server.Rows(tx => AuditStore.Unredacted(tx, new(ada.Id), 1)))[0];
        await Tamper($"""
            UPDATE kw.audit_events
               SET ip_address = NULL, user_agent = NULL, request_params = NULL, metadata = NULL, personal_salt = NULL,
                   personal_digest = {Keywright.Audit.Sealing.EventDigest.OfPersonal(record)}, redacted_at = created_at
             WHERE id = {record.Id}
            """);

        Assert.Equal(record.Id, await Finds("event_redacted"));
    }

    [Fact]
    public async Task A_kept_digest_hides_no_change()
    {
        var ada = await Server.SignedInUser();
        await Seal();
        var record = (await Server.Rows(tx => AuditStore.Unredacted(tx, new(ada.Id), 1)))[0];
        await Tamper($"""
            UPDATE kw.audit_events SET user_agent = 'other', personal_digest = {Keywright.Audit.Sealing.EventDigest.OfPersonal(record)}
             WHERE id = {record.Id}
            """);

        Assert.Equal(record.Id, await Finds("event_changed"));
    }

    private async Task<List<string>> Details(Guid user)
    {
        var found = new List<string>();
        foreach (var column in Personal)
        {
            var sql = new Sql(0, 2);
            sql.AppendLiteral($"SELECT '{column}' AS name FROM kw.audit_events WHERE {column} IS NOT NULL AND (user_id = ");
            sql.AppendFormatted(user);
            sql.AppendLiteral(" OR actor_id = ");
            sql.AppendFormatted(user);
            sql.AppendLiteral(")");
            found.AddRange(await Server.Rows(tx => tx.List(sql, row => row.Text("name"))));
        }

        return found;
    }
}
