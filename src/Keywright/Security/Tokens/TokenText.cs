using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Tokens;

/// <summary>
/// The text of a token: a prefix that secret scanners know, the payload in base62, and six characters of CRC-32 over all before them,
/// so that a typing error is refused without a look-up. Each payload has exactly one spelling.
/// </summary>
internal static class TokenText
{
    /// <summary>62^6 exceeds 2^32.</summary>
    public const int ChecksumLength = 6;

    // More than any token of ours; the stack holds it.
    private const int Room = 128;

    public static string Encode(TokenKind kind, ReadOnlySpan<byte> payload)
    {
        var format = TokenFormat.Of(kind);
        ArgumentOutOfRangeException.ThrowIfNotEqual(payload.Length, format.PayloadLength);

        Span<byte> ascii = stackalloc byte[format.Length];
        Encoding.ASCII.GetBytes(format.Prefix, ascii);
        Base62.Encode(payload, ascii[format.Prefix.Length..^ChecksumLength]);
        Checksum(ascii[..^ChecksumLength], ascii[^ChecksumLength..]);
        return Encoding.ASCII.GetString(ascii);
    }

    /// <summary>Reads the payload of a well-formed token of this kind. Never throws and allocates nothing, whatever the text.</summary>
    [SkipLocalsInit]
    public static bool TryDecode(TokenKind kind, ReadOnlySpan<char> text, Span<byte> payload)
    {
        var format = TokenFormat.Of(kind);
        if (text.Length != format.Length || !text.StartsWith(format.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> room = stackalloc byte[Room];
        var ascii = room[..text.Length];
        if (Ascii.FromUtf16(text, ascii, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        // Comparing the text of the checksum, not its number, leaves no second spelling of it.
        Span<byte> expected = stackalloc byte[ChecksumLength];
        Checksum(ascii[..^ChecksumLength], expected);
        return expected.SequenceEqual(ascii[^ChecksumLength..])
            && Base62.TryDecode(ascii[format.Prefix.Length..^ChecksumLength], payload[..format.PayloadLength]);
    }

    /// <summary>The kind that the prefix claims; nothing else is checked.</summary>
    public static TokenKind? KindOf(ReadOnlySpan<char> text) => TokenFormat.KindOf(text);

    /// <summary>SHA-256 over the whole text: what the database keeps of a token.</summary>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<char> text, Span<byte> destination32)
    {
        Span<byte> ascii = stackalloc byte[Room];
        if (text.Length <= Room && Ascii.FromUtf16(text, ascii, out var written) == System.Buffers.OperationStatus.Done)
        {
            SHA256.HashData(ascii[..written], destination32);
            return;
        }

        // No token of ours, so no row has its hash; a caller that hashes before it parses must not fail either.
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToArray()), destination32);
    }

    /// <summary>What may be shown of a token: its prefix and five characters.</summary>
    internal static string Mask(TokenKind kind, string text) =>
        string.Concat(text.AsSpan(0, TokenFormat.Of(kind).Prefix.Length + 5), "…");

    private static void Checksum(ReadOnlySpan<byte> body, Span<byte> digits)
    {
        var crc = Crc32.Of(body);
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            digits[i] = Base62.Digit((int)(crc % 62));
            crc /= 62;
        }
    }
}
