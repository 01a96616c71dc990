using System.Security.Cryptography;
using Keywright.Database;

namespace Keywright.Audit.Sealing;

/// <summary>An event in a seal.</summary>
internal readonly record struct SealEntry(AuditEventId Id, byte[] Digest);

/// <summary>
/// A batch of events of one class of retention, signed, with the hash of the seal before it. Its entries go when the events have expired;
/// the rest stays, so that the chain can be followed.
/// </summary>
internal sealed record AuditSeal(string Policy, long Number, byte[] Previous, int Rows, byte[] EntriesHash, Guid KeyId)
{
    private const int IdLength = 16;
    private const int EntryLength = IdLength + EventDigest.Length;

    /// <summary>What the first seal of a chain has for the one before it.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>The lowest and the highest id.</summary>
    public required Guid FirstEvent { get; init; }

    public required Guid LastEvent { get; init; }

    public required DateTimeOffset SealedAt { get; init; }

    /// <summary>When the last of its events expires; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    public byte[] Hash { get; init; } = [];

    public byte[] Signature { get; init; } = [];

    public DateTimeOffset? RowsDeletedAt { get; init; }

    public byte[]? Entries { get; init; }

    /// <summary>The same, computed from what it says.</summary>
    public byte[] ComputeHash()
    {
        using var hash = new CanonicalHash("keywright audit seal 1");
        hash.Add(Policy);
        hash.Add(Number);
        hash.Add(Previous);
        hash.Add(Rows);
        hash.Add(FirstEvent);
        hash.Add(LastEvent);
        hash.Add(EntriesHash);
        hash.Add(SealedAt);
        hash.Add(ExpiresAt);
        hash.Add(KeyId);
        return hash.Done();
    }

    public static byte[] Pack(IReadOnlyCollection<AuditRecord> records)
    {
        var packed = new byte[records.Count * EntryLength];
        var at = 0;
        foreach (var record in records)
        {
            _ = record.Id.TryWriteBytes(packed.AsSpan(at), bigEndian: true, out _);
            EventDigest.Of(record).CopyTo(packed, at + IdLength);
            at += EntryLength;
        }

        return packed;
    }

    /// <summary>Entries that were cut or stretched give what can be read of them: their hash tells.</summary>
    public static IEnumerable<SealEntry> Unpack(byte[] entries)
    {
        for (var at = 0; at + EntryLength <= entries.Length; at += EntryLength)
        {
            yield return new SealEntry(
                new AuditEventId(new Guid(entries.AsSpan(at, IdLength), bigEndian: true)), entries[(at + IdLength)..(at + EntryLength)]);
        }
    }

    public static AuditSeal Read(Row row) => new(
        row.Text("retention_policy"), row.Long("number"), row.Bytes("previous_hash"), row.Int("row_count"), row.Bytes("entries_hash"),
        row.Uuid("key_id"))
    {
        FirstEvent = row.Uuid("first_event_id"),
        LastEvent = row.Uuid("last_event_id"),
        SealedAt = row.Instant("sealed_at"),
        ExpiresAt = row.InstantOrNull("expires_at"),
        Hash = row.Bytes("hash"),
        Signature = row.Bytes("signature"),
        RowsDeletedAt = row.InstantOrNull("rows_deleted_at"),
        Entries = row.BytesOrNull("entries"),
    };
}

/// <summary>Where a chain ends: what an anchor remembers of it.</summary>
internal sealed record SealHead(string Policy, long Number, byte[] Hash, DateTimeOffset SealedAt);
