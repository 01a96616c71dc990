using System.Buffers;
using System.Buffers.Text;

namespace Keywright.Security.Jose;

/// <summary>base64url as RFC 7515 §2 has it: without padding and blanks, and every value written in one way only.</summary>
internal static class StrictBase64Url
{
    public static byte[]? Decode(string? text)
    {
        if (text is null || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || text.Length % 4 == 1)
        {
            return null;
        }

        // The last character may hold bits that no byte takes: other decoders pass over them, this one refuses.
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done
            && Base64Url.EncodeToString(bytes.AsSpan(0, length)) == text
            ? bytes[..length]
            : null;
    }
}
