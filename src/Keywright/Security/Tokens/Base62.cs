using System.Buffers.Binary;

namespace Keywright.Security.Tokens;

/// <summary>
/// Bytes as a big-endian number in base 62 (0-9A-Za-z), left-padded to a fixed width. Lengths are multiples of eight bytes.
/// The work depends on the length only, never on the value.
/// </summary>
internal static class Base62
{
    // 62^5 fits 32 bits and 62^10 fits 64: so many digits are taken at once.
    private const uint FiveDigits = 916_132_832;
    private const ulong TenDigits = 839_299_365_868_340_224;

    private const byte NoDigit = 0x80;

    private static readonly byte[] Values = ValuesOfAscii();

    private static ReadOnlySpan<byte> Alphabet => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>How many digits hold every value of <paramref name="bytes"/> bytes.</summary>
    public static int Width(int bytes) => (int)Math.Ceiling(bytes * 8 / Math.Log2(62));

    public static byte Digit(int value) => Alphabet[value];

    public static void Encode(ReadOnlySpan<byte> payload, Span<byte> digits)
    {
        Span<uint> limbs = stackalloc uint[payload.Length / sizeof(uint)];
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] = BinaryPrimitives.ReadUInt32BigEndian(payload[(i * sizeof(uint))..]);
        }

        for (var end = digits.Length; end > 0; end -= 5)
        {
            var five = DivideByFiveDigits(limbs);
            for (var i = end - 1; i >= Math.Max(end - 5, 0); i--)
            {
                digits[i] = Alphabet[(int)(five % 62)];
                five /= 62;
            }
        }

        limbs.Clear();
    }

    /// <summary>False for a character that is no digit, and for a number too large for <paramref name="payload"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> digits, Span<byte> payload)
    {
        // Least significant limb first.
        Span<ulong> limbs = stackalloc ulong[payload.Length / sizeof(ulong)];
        limbs.Clear();

        var foreign = 0;
        var overflow = 0UL;
        var length = digits.Length % 10 == 0 ? 10 : digits.Length % 10;
        while (digits.Length > 0)
        {
            var ten = 0UL;
            foreach (var digit in digits[..length])
            {
                var value = Values[digit];
                foreign |= value;
                ten = (ten * 62) + value;
            }

            overflow |= MultiplyByTenDigitsAndAdd(limbs, ten);
            digits = digits[length..];
            length = 10;
        }

        for (var i = 0; i < limbs.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(payload[((limbs.Length - 1 - i) * sizeof(ulong))..], limbs[i]);
        }

        return (foreign & NoDigit) == 0 && overflow == 0;
    }

    private static ulong DivideByFiveDigits(Span<uint> limbs)
    {
        var rest = 0UL;
        foreach (ref var limb in limbs)
        {
            var dividend = (rest << 32) | limb;
            limb = (uint)(dividend / FiveDigits);
            rest = dividend % FiveDigits;
        }

        return rest;
    }

    private static ulong MultiplyByTenDigitsAndAdd(Span<ulong> limbs, ulong carry)
    {
        foreach (ref var limb in limbs)
        {
            var high = Math.BigMul(limb, TenDigits, out var low);
            low += carry;
            carry = low < carry ? high + 1 : high;
            limb = low;
        }

        return carry;
    }

    private static byte[] ValuesOfAscii()
    {
        var values = new byte[256];
        Array.Fill(values, NoDigit);
        for (var value = 0; value < Alphabet.Length; value++)
        {
            values[Alphabet[value]] = (byte)value;
        }

        return values;
    }
}
