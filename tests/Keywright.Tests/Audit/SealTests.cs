using Keywright.Audit;
using Keywright.Audit.Sealing;
using Keywright.Database;
using Keywright.Security.Keys;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Audit;

public sealed class SealOnSqlite() : SealTests(new SqliteTestDatabase());

public sealed class SealOnPostgres() : SealTests(new PostgresTestDatabase());

/// <summary>Whoever can change the database can change the log, but not unseen.</summary>
public abstract class SealTests(TestDatabase database) : AuditLogTests(database)
{
    [Fact]
    public async Task Every_event_is_sealed_once_in_the_chain_of_its_class()
    {
        _ = await Server.SignedInUser();
        await Add("many", SealAudit.MostRows + 1);
        var before = await Count($"SELECT count(*) AS n FROM kw.audit_events");

        await Seal();
        var found = await Verify();

        // And the event of the key that was made for it.
        Assert.Empty(found.Flaws);
        Assert.Equal((before + 1, 0), (found.Events, found.Waiting));
        Assert.Equal(["standard", "extended", "security", "permanent"], found.Heads.Select(head => head.Policy));
        Assert.Equal(2, found.Heads[2].Number);
        Assert.Equal([true], found.Keys.Values);
    }

    [Fact]
    public async Task A_changed_event_is_named_whatever_was_changed()
    {
        await Add("fact", 3, origin: AuditOrigin.System with { Country = "DE", ParametersJson = """{"b":1,"a":"x"}""" });
        await Seal();
        var id = (await Ids("fact"))[1];

        foreach (var change in new Sql[]
        {
            $"user_id = {Guid.CreateVersion7(LongAgo)}", $"status = 'failure'", $"result_code = 'x'", $"event_type = 'other'",
            $"location_country = 'FR'", $"ip_address = {System.Net.IPAddress.Loopback}", $"user_agent = 'x'", $"severity = 'debug'",
            $"metadata = {new Json("""{"a":1}""")}", $"tags = {new Json("""["x"]""")}", $"created_at = {LongAgo}", $"message = 'x'",
            $"request_params = {new Json("""{"b":2,"a":"x"}""")}", $"expires_at = NULL", $"is_sensitive = 0", $"risk_score = 7",
        })
        {
            await Tamper($"UPDATE kw.audit_events SET redacted_at = NULL WHERE id = {id}");
            var kept = (await Server.Rows(tx => tx.List(
                $"SELECT {AuditRecord.Columns} FROM kw.audit_events AS e WHERE e.id = {id}", AuditRecord.Read)))[0];
            await Tamper($"UPDATE kw.audit_events SET {change} WHERE id = {id}");

            Assert.Equal(id, await Finds("event_changed"));
            await Tamper($"""
                UPDATE kw.audit_events
                   SET user_id = {kept.UserId}, status = {kept.Status}, result_code = {kept.ResultCode}, event_type = {kept.EventType},
                       location_country = {kept.Country}, ip_address = {kept.Address}, user_agent = {kept.UserAgent},
                       severity = {kept.Severity}, metadata = {new Json(kept.MetadataJson)}, tags = {new Json(kept.TagsJson)},
                       created_at = {kept.CreatedAt}, message = {kept.Message}, request_params = {new Json(kept.ParametersJson)},
                       expires_at = {kept.ExpiresAt}, is_sensitive = {(kept.IsSensitive ? 1 : 0)},
                       risk_score = {kept.RiskScore}
                 WHERE id = {id}
                """);
            await IsIntact();
        }
    }

    [Fact]
    public async Task A_missing_event_is_named_sealed_or_not()
    {
        await Add("fact", 5);
        await Seal();
        var id = (await Ids("fact"))[2];
        await Tamper($"DELETE FROM kw.audit_events WHERE id = {id}");
        Assert.Equal(id, await Finds("event_missing"));

        await Add("fresh", 1);
        var fresh = (await Ids("fresh"))[0];
        await Tamper($"DELETE FROM kw.audit_events WHERE id = {fresh}");
        Assert.Contains((await Verify()).Flaws, flaw => flaw.Kind == "event_missing" && flaw.Event == fresh);
    }

    [Fact]
    public async Task An_event_that_was_put_in_behind_the_triggers_is_named()
    {
        await Add("fact", 3);
        await Seal();
        await Add("false", 1);
        var id = (await Ids("false"))[0];
        await Tamper($"DELETE FROM kw.audit_pending WHERE event_id = {new AuditEventId(id)}");

        Assert.Equal(id, await Finds("event_added"));
    }

    [Fact]
    public async Task A_seal_can_not_be_removed_changed_or_made_again()
    {
        for (var i = 0; i < 3; i++)
        {
            await Add("fact", 2);
            await Seal();
        }

        await Tamper($"UPDATE kw.audit_seals SET row_count = 3 WHERE retention_policy = 'security' AND number = 2");
        _ = await Finds("seal_changed");
        await Tamper($"UPDATE kw.audit_seals SET row_count = 2 WHERE retention_policy = 'security' AND number = 2");
        await IsIntact();

        await Tamper($"UPDATE kw.audit_seals SET signature = {new byte[64]} WHERE retention_policy = 'security' AND number = 2");
        _ = await Finds("signature_wrong");

        await Tamper($"DELETE FROM kw.audit_seals WHERE retention_policy = 'security' AND number = 2");
        _ = await Finds("seal_missing");
        await Tamper($"DELETE FROM kw.audit_seals WHERE retention_policy = 'security' AND number = 1");
        _ = await Finds("seal_missing");
    }

    [Fact]
    public async Task What_was_cut_off_the_end_shows_by_an_anchor_and_by_nothing_else()
    {
        await Add("fact", 2);
        await Seal();
        await Seal();
        await Add("deed", 2);
        await Seal();
        var anchors = (await Verify()).Heads.Select(AnchorLine.Of).ToArray();
        Assert.Empty((await Verify(anchors)).Flaws);

        await Tamper($"DELETE FROM kw.audit_events WHERE event_type = 'deed'");
        await Tamper($"DELETE FROM kw.audit_seals WHERE retention_policy = 'security' AND number = 2");

        await IsIntact();
        _ = await Finds("chain_cut", anchors);

        // And going on with other events under the same numbers does not help.
        await Add("other", 2);
        await Seal();
        await IsIntact();
        _ = await Finds("anchor_differs", anchors);
    }

    [Fact]
    public async Task A_key_that_the_master_key_does_not_vouch_for_signs_nothing()
    {
        await Add("fact", 2);
        await Seal();
        var key = new AuditKeys(MasterKey.New()).Make(LongAgo);
        var seal = (await Server.Rows(tx => tx.List(
            $"SELECT * FROM kw.audit_seals WHERE retention_policy = 'security'", AuditSeal.Read)))[0] with
        {
            KeyId = key.Id,
        };

        // A forger has everything but the master key: the events, the rules, and a key pair of their own.
        await Tamper($"UPDATE kw.audit_keys SET id = {key.Id}, public_key = {key.PublicKey}, private_key = {key.PrivateKey}");
        await Tamper($"UPDATE kw.audit_seals SET key_id = {key.Id}, hash = {seal.ComputeHash()}");

        Assert.Contains((await Verify()).Flaws, flaw => flaw.Kind == "key_unknown");
    }

    [Fact]
    public async Task Many_sealers_at_once_make_one_chain()
    {
        await Add("fact", 900);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Seal()));
        await Seal();

        var found = await Verify();
        Assert.Empty(found.Flaws);
        Assert.Equal(0, found.Waiting);
        Assert.Equal(found.Events, await Count($"SELECT count(*) AS n FROM kw.audit_events"));
    }

    [Fact]
    public async Task An_event_whose_clock_is_wrong_is_sealed_all_the_same()
    {
        await Add("fact", 2);
        await Seal();
        var late = AuditIds.Next(LongAgo);
        await Server.Change($"""
            INSERT INTO kw.audit_events (id, event_type, event_category, action, status, retention_policy, created_at, expires_at)
            VALUES ({late}, 'late', 'security', 'test', 'success', 'security', {LongAgo}, {LongAgo.AddYears(90)})
            """);

        await Seal();
        await IsIntact();
        await Tamper($"UPDATE kw.audit_events SET status = 'failure' WHERE id = {late}");
        Assert.Equal(late.Value, await Finds("event_changed"));
    }

    [Fact]
    public async Task Each_seal_is_a_line_of_the_anchor_file()
    {
        using var directory = new TemporaryDirectory();
        Server.Services.GetRequiredService<AuditOptions>().AnchorFile = directory.File("anchors");
        await Add("fact", 2);
        await Seal();
        await Seal();

        var lines = await File.ReadAllLinesAsync(directory.File("anchors"));

        Assert.Equal((await Verify()).Heads.Select(AnchorLine.Of).Order(), lines.Order());
        Assert.Empty((await Verify(lines)).Flaws);
    }
}
