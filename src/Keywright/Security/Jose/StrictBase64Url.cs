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

        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }
}
