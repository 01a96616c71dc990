using System.Buffers.Binary;

namespace Keywright.Authentication;

/// <summary>The SHA-256 of a presented token, as a dictionary key without allocation.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    public static TokenHash Of(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(hash),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]));

    // Already uniform: nobody can choose it.
    public override int GetHashCode() => unchecked((int)A);
}
