using System.Buffers.Text;
using System.Security.Cryptography;

namespace Keywright.Security.PasswordHash;

/// <summary>The base64 of PHC strings: the standard alphabet without padding.</summary>
internal static class PhcBase64
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    public static string Random(int bytes) => Encode(RandomNumberGenerator.GetBytes(bytes));

    public static byte[]? Decode(string text)
    {
        var padded = text + (text.Length % 4) switch { 2 => "==", 3 => "=", _ => "" };
        var isCanonical = !text.Contains('=', StringComparison.Ordinal) && Base64.IsValid(padded);
        return isCanonical ? Convert.FromBase64String(padded) : null;
    }
}
