namespace Keywright.Http.Places;

/// <summary>The types of MaxMind DB 2.0, "Output Data Section"; those above 7 are written with an extra byte.</summary>
internal enum MmdbType
{
    Extended,
    Pointer,
    Text,
    Double,
    Bytes,
    UInt16,
    UInt32,
    Map,
    Int32,
    UInt64,
    UInt128,
    Array,
    Container,
    End,
    Boolean,
    Float,
}

/// <summary>
/// The head of a value. <paramref name="Size"/> is in bytes, for a map in pairs, for an array in elements, and for a pointer where it
/// points to; <paramref name="Content"/> is where the head ends.
/// </summary>
internal readonly record struct MmdbField(MmdbType Type, int Size, int Content);
