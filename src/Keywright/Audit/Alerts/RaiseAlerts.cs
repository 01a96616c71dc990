using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Email;
using Keywright.Security;
using Keywright.Security.Keys;

namespace Keywright.Audit.Alerts;

/// <summary>
/// Looks for suspicious patterns in the last minutes of the log and tells administrators by mail, once an hour for each. What was told is
/// an event itself, written with the mail: so no node tells it twice.
/// </summary>
internal sealed class RaiseAlerts(
    KeywrightDatabase database, AlertOptions options, Outbox outbox, AuditLog audit, IdentifierHash subjects,
    LeaseHolder holder) : IPeriodicWork
{
    private const string Raised = "alert_raised";
    private const int KeyLength = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private sealed record Recipient(string Email, UserId? User);

    public string Name => "audit-alerts";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public bool OnOneNode => true;

    public async Task Run(CancellationToken ct)
    {
        if (!options.Enabled)
        {
            return;
        }

        var findings = await database.Read(async tx => await News(tx, await AlertPatterns.Find(tx, tx.Now - Window, options)), ct);
        if (findings.Count > 0)
        {
            await database.Write(async tx =>
            {
                // Who comes second waits here for the first one's commit, and then finds that it was told.
                _ = await LeaseStore.TryTake(tx, Raised, holder.Name, TimeSpan.FromSeconds(1));
                await Tell(tx, await News(tx, findings));
                return true;
            }, ct);
        }
    }

    /// <summary>What was not told within the last hour.</summary>
    private async ValueTask<List<Finding>> News(Tx tx, List<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return findings;
        }

        var told = (await tx.List($"""
            SELECT e.resource_id FROM kw.audit_events AS e WHERE e.event_type = {Raised} AND e.created_at > {tx.Now - Quiet}
            """, row => row.TextOrNull("resource_id"))).ToHashSet();
        return [.. findings.Where(finding => !told.Contains(Key(finding)))];
    }

    private async ValueTask Tell(Tx tx, List<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        foreach (var finding in findings)
        {
            await audit.Add(tx, AuditOrigin.System, new AuditEvent(Raised, AuditCategory.Security, "Tell administrators")
            {
                ResourceType = "alert",
                ResourceId = Key(finding),
                Severity = AuditSeverity.Warning,
                MetadataJson = JsonText.Object(("kind", finding.Kind), ("subject", finding.Subject), ("text", finding.Text)),
            });
        }

        foreach (var recipient in await Recipients(tx))
        {
            await outbox.Add(tx, Letter(recipient, findings));
        }
    }

    private async ValueTask<List<Recipient>> Recipients(Tx tx) => options.Recipients.Count > 0
        ? [.. options.Recipients.Select(email => new Recipient(email, null))]
        : await tx.List($"""
            SELECT u.id, u.email FROM kw.users AS u
              JOIN kw.user_roles AS ur ON ur.user_id = u.id JOIN kw.roles AS r ON r.id = ur.role_id
             WHERE r.name = 'admin' AND u.status = 'active' AND u.email IS NOT NULL ORDER BY u.id
            """, row => new Recipient(row.Text("email"), row.Id<UserId>("id")));

    private static Letter Letter(Recipient to, List<Finding> findings) => new(
        "alert", to.Email, "Suspicious activity", ["In the last ten minutes:", .. findings.Select(finding => finding.Text + ".")])
    {
        User = to.User,
        Footnote = "You get this as an administrator. The audit log has the events: keywright audit list.",
    };

    // Addresses are personal, and the id of a resource outlives erasure: so only a keyed hash of the subject is one.
    private string Key(Finding finding) =>
        finding.Kind + ":" + Convert.ToHexStringLower(subjects.Of(finding.Kind + "\n" + finding.Subject).AsSpan(0, KeyLength));
}
