using System.Buffers.Binary;
using System.Security.Cryptography;
using Keywright.Database;

namespace Keywright.Audit;

/// <summary>The id of an audit event.</summary>
internal readonly record struct AuditEventId(Guid Value) : IId<AuditEventId>
{
    public static AuditEventId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// UUIDv7 whose random bits begin with a counter (RFC 9562 §6.2, method 1), so that what one process writes within a millisecond keeps its
/// order. The counter begins anywhere: two processes don't meet.
/// </summary>
internal static class AuditIds
{
    private const int LowBits = 30;

    // Of 42 bits the highest is clear at first: at a million events a second it stays clear for three weeks.
    private static long Last = BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(long))) & ((1L << 41) - 1);

    public static AuditEventId Next(DateTimeOffset at)
    {
        var count = (ulong)Interlocked.Increment(ref Last);
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[12..]);
        BinaryPrimitives.WriteUInt64BigEndian(
            bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | ((count >> LowBits) & 0xFFF));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], 0x8000_0000 | (uint)(count & ((1 << LowBits) - 1)));
        return new AuditEventId(new Guid(bytes, bigEndian: true));
    }
}
