using System.Security.Cryptography;
using System.Text;
using Keywright.Security;

namespace Keywright.TwoFactor;

/// <summary>
/// A code that stands in for a lost second factor, once. 120 random bits, so that a plain hash keeps it (OWASP ASVS 5.0, 6.5.2 asks for
/// 112), written as four groups of six letters.
/// </summary>
internal static class RecoveryCode
{
    public const int PerUser = 10;

    private const int Length = 15;
    private const int Letters = 24;
    private const int Group = 6;

    public static string New()
    {
        var letters = Base32.Encode(RandomNumberGenerator.GetBytes(Length), Base32.Crockford);
        return string.Join('-', letters.Chunk(Group).Select(group => new string(group)));
    }

    /// <summary>What is stored of a code, however it was typed; null when it can't be one.</summary>
    public static byte[]? HashOf(UserId user, string typed)
    {
        var letters = new string([.. typed.Where(letter => letter is not ('-' or ' ')).Select(Read)]);
        return letters.Length == Letters && letters.All(letter => Base32.Crockford.Contains(letter, StringComparison.Ordinal))
            ? SHA256.HashData(Encoding.ASCII.GetBytes($"recovery code {user} {letters}"))
            : null;
    }

    private static char Read(char letter) => char.ToUpperInvariant(letter) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };
}
