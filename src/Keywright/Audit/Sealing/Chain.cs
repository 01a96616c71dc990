namespace Keywright.Audit.Sealing;

/// <summary>One class's chain while it is followed: what came last, and whether the next one belongs behind it.</summary>
internal sealed class Chain(
    string policy, AuditVerification found, IReadOnlyDictionary<Guid, AuditKey> keys, IReadOnlyCollection<AnchorLine> anchors,
    IReadOnlyCollection<string> trusted)
{
    private readonly Dictionary<long, string> _anchors = anchors.Where(anchor => anchor.Policy == policy)
        .GroupBy(anchor => anchor.Number).ToDictionary(anchor => anchor.Key, anchor => anchor.Last().Hash);

    public string Policy { get; } = policy;

    public AuditVerification Found { get; } = found;

    public IReadOnlyDictionary<Guid, AuditKey> Keys { get; } = keys;

    public IReadOnlyCollection<string> Trusted { get; } = trusted;

    public AuditSeal? Last { get; set; }

    public void CheckPlace(AuditSeal seal, DateTimeOffset now)
    {
        var expected = (Last?.Number ?? 0) + 1;
        if (seal.Number != expected)
        {
            // Seals go once their events have expired, but the newest of these stays: a chain may begin with such a one only.
            var mayBegin = seal is { Entries: null } && seal.ExpiresAt <= now && (Last is null || Last.ExpiresAt <= now);
            if (!mayBegin)
            {
                var missing = expected == seal.Number - 1
                    ? $"Seal {expected} is missing."
                    : $"Seals {expected} to {seal.Number - 1} are missing.";
                Found.Add(new AuditFlaw("seal_missing", missing, Policy, expected, null));
            }

            return;
        }

        if (!seal.Previous.AsSpan().SequenceEqual(Last?.Hash ?? AuditSeal.Beginning))
        {
            Found.Add("chain_broken", "The seal does not follow the one before it.", seal);
        }
    }

    public void CheckAnchor(AuditSeal seal)
    {
        if (_anchors.TryGetValue(seal.Number, out var hash)
            && !string.Equals(hash, Convert.ToHexStringLower(seal.Hash), StringComparison.OrdinalIgnoreCase))
        {
            Found.Add("anchor_differs", "The seal is not the one that the anchor remembers.", seal);
        }
    }

    /// <summary>After the last seal: an anchor that knows a later one tells what was cut off.</summary>
    public void End()
    {
        if (Last is { } last)
        {
            Found.Heads.Add(new SealHead(Policy, last.Number, last.Hash, last.SealedAt));
        }

        if (!Found.IsFull && _anchors.Count > 0 && _anchors.Keys.Max() is var newest && newest > (Last?.Number ?? 0))
        {
            Found.Add(new AuditFlaw(
                "chain_cut", $"The anchor knows seal {newest}; the chain ends with {Last?.Number ?? 0}.", Policy, newest, null));
        }
    }
}
