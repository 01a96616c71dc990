using System.Buffers.Binary;
using System.Text;

namespace Keywright.Http.Places;

/// <summary>
/// Values of a MaxMind DB file. Nothing in the file is believed: each read is checked against the end of the section, pointers lead to no
/// further pointers (the format forbids it), and a walk ends after so many steps, however the values are nested.
/// </summary>
internal sealed class MmdbValues(ReadOnlyMemory<byte> section)
{
    private const int MaxDepth = 16;
    private const int MaxSteps = 4096;
    private const int MaxText = 1024;
    private const int TypeBits = 5;
    private const int SizeMask = 31;

    // The smallest value of each longer form of a pointer, and of a size.
    private static readonly int[] PointerBase = [0, 2048, 526336, 0];
    private static readonly int[] SizeBase = [29, 285, 65821];

    /// <summary>Where the value of <paramref name="key"/> is in the map at <paramref name="at"/>, or null.</summary>
    public int? Member(int at, string key)
    {
        var map = Field(at);
        if (map.Type != MmdbType.Map)
        {
            return null;
        }

        var steps = MaxSteps;
        var next = map.Content;
        for (var i = 0; i < map.Size; i++)
        {
            var isSought = Text(next) == key;
            next = After(next, 0, ref steps);
            if (isSought)
            {
                return next;
            }

            next = After(next, 0, ref steps);
        }

        return null;
    }

    public string? Text(int at) =>
        Field(at) is { Type: MmdbType.Text, Size: <= MaxText } text ? Encoding.UTF8.GetString(Bytes(text.Content, text.Size)) : null;

    public double? Number(int at) => Field(at) switch
    {
        { Type: MmdbType.Double, Size: sizeof(double) } wide => BinaryPrimitives.ReadDoubleBigEndian(Bytes(wide.Content, wide.Size)),
        { Type: MmdbType.Float, Size: sizeof(float) } narrow => BinaryPrimitives.ReadSingleBigEndian(Bytes(narrow.Content, narrow.Size)),
        _ => null,
    };

    /// <summary>A whole number of up to 32 bits, as the metadata has them.</summary>
    public long? Whole(int at) =>
        Field(at) is { Type: MmdbType.UInt16 or MmdbType.UInt32 or MmdbType.UInt64, Size: <= sizeof(uint) } whole
            ? BigEndian(whole.Content, whole.Size)
            : null;

    /// <summary>The value at <paramref name="at"/>, or what the pointer there leads to.</summary>
    private MmdbField Field(int at)
    {
        var field = Head(at);
        if (field.Type != MmdbType.Pointer)
        {
            return field;
        }

        var target = Head(field.Size);
        return target.Type == MmdbType.Pointer ? throw Corrupt() : target;
    }

    private MmdbField Head(int at)
    {
        var control = Bytes(at, 1)[0];
        var type = (MmdbType)(control >> TypeBits);
        var next = at + 1;
        if (type == MmdbType.Pointer)
        {
            return Pointer(control, next);
        }

        if (type == MmdbType.Extended)
        {
            type = (MmdbType)((int)MmdbType.Map + Bytes(next, 1)[0]);
            next++;
        }

        var size = control & SizeMask;
        if (size >= SizeBase[0])
        {
            var length = size - SizeBase[0] + 1;
            size = SizeBase[length - 1] + (int)BigEndian(next, length);
            next += length;
        }

        return new(type, size, next);
    }

    private MmdbField Pointer(byte control, int next)
    {
        var form = (control >> 3) & 3;
        var length = form + 1;
        var high = form == 3 ? 0 : (long)(control & 7) << (8 * length);
        var target = high + BigEndian(next, length) + PointerBase[form];
        return target < section.Length ? new(MmdbType.Pointer, (int)target, next + length) : throw Corrupt();
    }

    /// <summary>Where the value after the one at <paramref name="at"/> begins.</summary>
    private int After(int at, int depth, ref int steps)
    {
        if (depth > MaxDepth || --steps < 0)
        {
            throw Corrupt();
        }

        var field = Head(at);
        switch (field.Type)
        {
            case MmdbType.Map or MmdbType.Array:
                var next = field.Content;
                var parts = field.Type == MmdbType.Map ? 2L * field.Size : field.Size;
                for (var i = 0L; i < parts; i++)
                {
                    next = After(next, depth + 1, ref steps);
                }

                return next;
            case MmdbType.Pointer or MmdbType.Boolean:
                return field.Content;
            default:
                return field.Content + Bytes(field.Content, field.Size).Length;
        }
    }

    private long BigEndian(int at, int length)
    {
        var value = 0L;
        foreach (var one in Bytes(at, length))
        {
            value = (value << 8) | one;
        }

        return value;
    }

    private ReadOnlySpan<byte> Bytes(int at, int length) =>
        at >= 0 && length <= section.Length - at ? section.Span.Slice(at, length) : throw Corrupt();

    private static InvalidDataException Corrupt() => new("The MaxMind DB file is damaged.");
}
