using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Tokens;

/// <summary>
/// A code of eight digits that is mailed for one sign-in (OWASP ASVS 5.0, 6.5.4, 6.6.2). Its hash is taken together with the text of the
/// sign-in's challenge, which only the client has: nobody finds the code by trying all of them against a copy of the database.
/// </summary>
internal static class MailedCode
{
    private const int Digits = 8;
    private const int End = 100_000_000;

    public static string New() => RandomNumberGenerator.GetInt32(End).ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>As people read it: 1234 5678.</summary>
    public static string Spoken(string code) => code[..(Digits / 2)] + " " + code[(Digits / 2)..];

    public static byte[] Hash(SecretToken challenge, string code) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(challenge.Reveal()), Encoding.UTF8.GetBytes(code));

    /// <summary>Spaces and hyphens, which people type, are passed over.</summary>
    public static bool IsRight(SecretToken challenge, string typed, byte[] hash)
    {
        var code = typed.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return code.Length == Digits && CryptographicOperations.FixedTimeEquals(Hash(challenge, code), hash);
    }
}
