namespace Keywright.Audit.Sealing;

/// <summary>Something that is not as it was sealed.</summary>
internal sealed record AuditFlaw(string Kind, string Text, string? Policy, long? Seal, Guid? Event);

/// <summary>What a look at the whole log found.</summary>
internal sealed class AuditVerification
{
    private const int MostFlaws = 20;

    private readonly List<AuditFlaw> _flaws = [];

    public long Seals { get; set; }

    public long Events { get; set; }

    /// <summary>Sealed events that have expired and were deleted.</summary>
    public long ExpiredEvents { get; set; }

    public long Redacted { get; set; }

    /// <summary>Not sealed yet: whoever can write to the database can still change them unseen.</summary>
    public long Waiting { get; set; }

    /// <summary>Where each chain ends: kept elsewhere, it shows later that nothing was cut off.</summary>
    public List<SealHead> Heads { get; } = [];

    /// <summary>Fingerprints of the keys that signed, and whether the master key vouches for each.</summary>
    public Dictionary<string, bool> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order they were found; the first twenty.</summary>
    public IReadOnlyList<AuditFlaw> Flaws => _flaws;

    public bool IsFull => _flaws.Count >= MostFlaws;

    public void Add(AuditFlaw flaw)
    {
        if (!IsFull)
        {
            _flaws.Add(flaw);
        }
    }

    public void Add(string kind, string text, AuditSeal seal, Guid? id = null) =>
        Add(new AuditFlaw(kind, text, seal.Policy, seal.Number, id));
}
