using System.Text;

namespace Keywright.Security.PasswordHash;

/// <summary>A password as the bytes that are hashed. Passwords are stored in form C and tried as typed, then in form C.</summary>
internal static class PasswordText
{
    public const int MaxLength = 1_024;
    private const int MaxBytes = 4_096;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether anybody can have this password. What can't be is refused before any hash.</summary>
    public static bool IsPossible(string password) =>
        password.Length is > 0 and <= MaxLength
        && IsWellFormed(password)
        && Encoding.UTF8.GetByteCount(Nfc.Normalize(password)) <= MaxBytes;

    /// <summary>No lone surrogate: two of them would become the same bytes.</summary>
    public static bool IsWellFormed(string password)
    {
        for (var rest = password.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    public static byte[] Stored(string password) => Strict.GetBytes(Nfc.Normalize(password));

    /// <summary>As typed, and in form C where that differs: an imported hash may be of either.</summary>
    public static IEnumerable<byte[]> Tried(string password)
    {
        yield return Strict.GetBytes(password);

        var composed = Nfc.Normalize(password);
        if (composed != password)
        {
            yield return Strict.GetBytes(composed);
        }
    }
}
