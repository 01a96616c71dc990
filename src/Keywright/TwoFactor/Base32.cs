namespace Keywright.TwoFactor;

/// <summary>Bits as letters, five at a time: RFC 4648 §6 without padding for apps, Crockford's letters for what people type.</summary>
internal static class Base32
{
    public const string Rfc4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Without I, L, O and U: those are taken for digits, or make words.</summary>
    public const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Encode(ReadOnlySpan<byte> bytes, string alphabet)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        var (bits, held, at) = (0, 0, 0);
        foreach (var one in bytes)
        {
            bits = (bits << 8) | one;
            held += 8;
            while (held >= 5)
            {
                held -= 5;
                text[at++] = alphabet[(bits >> held) & 31];
                bits &= (1 << held) - 1;
            }
        }

        if (held > 0)
        {
            text[at] = alphabet[(bits << (5 - held)) & 31];
        }

        return new string(text);
    }
}
