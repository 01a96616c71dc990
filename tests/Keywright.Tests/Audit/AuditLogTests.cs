using Keywright.Audit;
using Keywright.Audit.Alerts;
using Keywright.Audit.Sealing;
using Keywright.Database;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Audit;

/// <summary>What tests of the log do with it: add to it, seal it, verify it, and change it as the owner of the database can.</summary>
public abstract class AuditLogTests(TestDatabase database) : ServerTests(database)
{
    internal static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Triggers =
        ["audit_events_no_update", "audit_events_no_delete", "audit_seals_no_update", "audit_seals_no_delete"];

    internal Task Seal() => Server.Services.GetRequiredService<SealAudit>().Run(CancellationToken.None);

    internal Task Erase() => Server.Services.GetRequiredService<AuditErasure>().Run(CancellationToken.None);

    internal Task Watch() => Server.Services.GetRequiredService<RaiseAlerts>().Run(CancellationToken.None);

    internal Task Clean() => Server.Services.GetRequiredService<Purge>().Run(CancellationToken.None);

    internal Task<AuditVerification> Verify(params string[] anchors) => Server.Services.GetRequiredService<VerifyAudit>().Run(
        [.. anchors.Select(line => AnchorLine.Parse(line)!)], [], CancellationToken.None);

    internal async Task IsIntact() => Assert.Empty((await Verify()).Flaws);

    /// <summary>The first flaw, of one kind, and the event that it names.</summary>
    internal async Task<Guid?> Finds(string kind, params string[] anchors)
    {
        var found = await Verify(anchors);
        Assert.NotEmpty(found.Flaws);
        Assert.Equal(kind, found.Flaws[0].Kind);
        return found.Flaws[0].Event;
    }

    internal async Task Add(string type, int count = 1, AuditCategory category = AuditCategory.Security, AuditOrigin? origin = null)
    {
        var log = Server.Services.GetRequiredService<AuditLog>();
        await Server.Sql.Write(async tx =>
        {
            for (var i = 0; i < count; i++)
            {
                await log.Add(tx, origin ?? AuditOrigin.System, new AuditEvent(type, category, "Test"));
            }

            return true;
        });
    }

    internal async Task AddRaw(string type, DateTimeOffset expiresAt, int count = 1) => _ = await Server.Sql.Write(async tx =>
    {
        for (var i = 0; i < count; i++)
        {
            _ = await tx.Execute($"""
                INSERT INTO kw.audit_events (id, event_type, event_category, action, status, retention_policy, created_at, expires_at)
                VALUES ({AuditIds.Next(tx.Now)}, {type}, 'system', 'test', 'success', 'standard', {tx.Now}, {expiresAt})
                """);
        }

        return true;
    });

    internal Task<List<Guid>> Ids(string type) => Server.Rows(tx => tx.List(
        $"SELECT id FROM kw.audit_events WHERE event_type = {type} ORDER BY id", row => row.Uuid("id")));

    internal async Task<long> Count(Sql sql) => await Server.Sql.Read(tx => tx.Count(sql));

    /// <summary>As the owner of the database, whom no trigger stops.</summary>
    internal async Task Tamper(Sql sql)
    {
        if (Database.Dialect == Dialect.Sqlite)
        {
            foreach (var trigger in Triggers)
            {
                var drop = new Sql(0, 0);
                drop.AppendLiteral("DROP TRIGGER IF EXISTS " + trigger);
                await Server.Change(drop);
            }

            await Server.Change(sql);
            return;
        }

        _ = await Server.Sql.Write(async tx =>
        {
            _ = await tx.Execute($"SET LOCAL session_replication_role = replica");
            return await tx.Execute(sql);
        });
    }
}
