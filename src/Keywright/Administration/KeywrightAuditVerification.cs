using Keywright.Audit.Sealing;

namespace Keywright.Administration;

/// <summary>Something in the audit log that is not as it was sealed.</summary>
/// <param name="Kind">event_changed, event_missing, event_added, event_redacted, seal_missing, seal_changed, chain_cut …</param>
/// <param name="Text">The same for people.</param>
/// <param name="RetentionPolicy">In which chain.</param>
/// <param name="Seal">In or at which of its seals.</param>
/// <param name="EventId">The event.</param>
public sealed record KeywrightAuditFlaw(string Kind, string Text, string? RetentionPolicy, long? Seal, Guid? EventId);

/// <summary>What <see cref="KeywrightAudit.VerifyAsync"/> found.</summary>
public sealed record KeywrightAuditVerification
{
    internal KeywrightAuditVerification(AuditVerification found)
    {
        (Seals, Events, ExpiredEvents, RedactedEvents, WaitingEvents) =
            (found.Seals, found.Events, found.ExpiredEvents, found.Redacted, found.Waiting);
        Anchors = [.. found.Heads.Select(AnchorLine.Of)];
        Keys = found.Keys;
        Flaws = [.. found.Flaws.Select(flaw => new KeywrightAuditFlaw(flaw.Kind, flaw.Text, flaw.Policy, flaw.Seal, flaw.Event))];
    }

    /// <summary>Whether everything that was sealed is as it was. The last minute's events wait for their seal.</summary>
    public bool IsIntact => Flaws.Count == 0;

    /// <summary>How many seals there are.</summary>
    public long Seals { get; }

    /// <summary>How many sealed events were compared.</summary>
    public long Events { get; }

    /// <summary>How many sealed events have expired and been deleted.</summary>
    public long ExpiredEvents { get; }

    /// <summary>How many lost their details because somebody they name was erased.</summary>
    public long RedactedEvents { get; }

    /// <summary>How many are not sealed yet.</summary>
    public long WaitingEvents { get; }

    /// <summary>Where each chain ends. Kept elsewhere and given to a later verification, they show that nothing was cut off.</summary>
    public IReadOnlyList<string> Anchors { get; }

    /// <summary>Fingerprints of the keys that signed, and whether each is trusted.</summary>
    public IReadOnlyDictionary<string, bool> Keys { get; }

    /// <summary>The first twenty, in the order of the chains.</summary>
    public IReadOnlyList<KeywrightAuditFlaw> Flaws { get; }
}
