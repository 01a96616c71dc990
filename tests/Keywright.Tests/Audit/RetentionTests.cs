using Keywright.Audit.Sealing;
using Keywright.Database;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Audit;

public sealed class RetentionOnSqlite() : RetentionTests(new SqliteTestDatabase());

public sealed class RetentionOnPostgres() : RetentionTests(new PostgresTestDatabase());

public abstract class RetentionTests(TestDatabase database) : AuditLogTests(database)
{
    [Fact]
    public async Task Expired_events_go_with_their_whole_seal_and_the_chain_stays_whole()
    {
        await AddRaw("old", LongAgo, (SealAudit.MostRows * 2) + 10);
        await Seal();
        await AddRaw("mixed", LongAgo, 2);
        await AddRaw("mixed", LongAgo.AddYears(90), 1);
        await Seal();
        await AddRaw("fresh", LongAgo, 3);
        var counts = await Server.Services.GetRequiredService<Purge>().Count(CancellationToken.None);
        Assert.Equal((SealAudit.MostRows * 2) + 10, counts.Single(count => count.Table == "audit_events").Rows);

        await Clean();

        // What shares a seal with a living one stays, and so does what has no seal yet.
        Assert.Empty(await Ids("old"));
        Assert.Equal(3, (await Ids("mixed")).Count);
        Assert.Equal(3, (await Ids("fresh")).Count);
        var found = await Verify();
        Assert.Empty(found.Flaws);

        // Of the seals without events the last one stays, to begin the chain with.
        Assert.Equal([(3L, true), (4L, false)], await Server.Rows(tx => tx.List(
            $"SELECT number, entries FROM kw.audit_seals WHERE retention_policy = 'standard' ORDER BY number",
            row => (row.Long("number"), row.IsNull("entries")))));

        // The chain must not begin later than that.
        await Tamper($"DELETE FROM kw.audit_seals WHERE retention_policy = 'standard' AND number = 3");
        _ = await Finds("seal_missing");
    }

    [Fact]
    public async Task Each_batch_is_a_short_transaction_of_its_own()
    {
        await AddRaw("old", LongAgo, 2200);
        await Seal();

        var (_, writes) = await Server.Sql.During(Clean);

        // Five seals, a batch for each, and one that finds nothing; beside those of the other tables.
        Assert.True(writes >= 5, $"{writes} transactions");
        Assert.Empty(await Ids("old"));
    }

    [Fact]
    public async Task Cleanup_passes_over_what_another_one_holds_and_waits_for_nobody()
    {
        if (Database.Dialect == Dialect.Sqlite)
        {
            return;
        }

        await AddRaw("old", LongAgo, 600);
        await Seal();
        var other = await Database.Open();
        var deleted = await other.Write(async tx =>
        {
            var first = await tx.FindValue($"SELECT kw.cleanup_audit_events({tx.Now}, 1) AS n", row => row.Int("n"));
            var second = await Server.Sql.Write(inner => inner.FindValue(
                $"SELECT kw.cleanup_audit_events({inner.Now}, 1) AS n", row => row.Int("n")));
            return (first, second);
        });

        Assert.Equal((SealAudit.MostRows, 600 - SealAudit.MostRows), (deleted.first ?? 0, deleted.second ?? 0));
    }

    [Fact]
    public async Task What_was_removed_before_its_time_is_no_cleanup()
    {
        await Add("fact", 3);
        await Seal();
        await Tamper($"DELETE FROM kw.audit_events WHERE event_type = 'fact'");
        await Tamper($"UPDATE kw.audit_seals SET entries = NULL, rows_deleted_at = sealed_at WHERE retention_policy = 'security'");

        _ = await Finds("entries_removed");
    }
}
