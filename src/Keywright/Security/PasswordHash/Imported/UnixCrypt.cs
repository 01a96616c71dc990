using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>
/// bcrypt ($2a$, $2b$, $2y$) of Laravel, PHP, Rails, Node and many more, and sha-crypt ($5$, $6$), through the operating system's libcrypt.
/// Like its makers, bcrypt sees the first 72 bytes of a password; the hash that replaces it at the next sign-in sees all of them.
/// </summary>
internal sealed class UnixCrypt(LibCrypt? library) : ImportedFormat
{
    /// <summary>Django's bcrypt_sha256: bcrypt of the SHA-256 of the password, in hexadecimal.</summary>
    public const string Hashed = "$sha256-bcrypt";

    // 2^15 rounds take some seconds.
    private const int MaxCost = 15;
    private const int BcryptLength = 60;
    private const int MaxRounds = 1_000_000;

    public override bool Reads(string phc) =>
        IsBcrypt(Plain(phc)) || phc.StartsWith("$5$", StringComparison.Ordinal) || phc.StartsWith("$6$", StringComparison.Ordinal);

    public override string? Refuse(string phc) =>
        library is null ? "bcrypt and sha-crypt need libcrypt (libcrypt1 on Debian, libxcrypt elsewhere), which can't be loaded."
        : IsBcrypt(Plain(phc)) ? RefuseBcrypt(Plain(phc))
        : RefuseSha(phc);

    public override bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        // C ends a text at its first NUL: whatever came behind would not matter.
        if (password.Contains((byte)0))
        {
            return false;
        }

        var isHashed = phc.StartsWith(Hashed, StringComparison.Ordinal);
        var phrase = isHashed ? Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(password))) : password;
        var stored = Plain(phc);
        return library!.Crypt(phrase, stored) is { } made
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(made), Encoding.ASCII.GetBytes(stored));
    }

    private static string Plain(string phc) => phc.StartsWith(Hashed, StringComparison.Ordinal) ? phc[Hashed.Length..] : phc;

    // $2x$ is bcrypt with the sign extension bug of 2011, which we do not repeat.
    private static bool IsBcrypt(string phc) => phc is ['$', '2', 'a' or 'b' or 'y', '$', ..];

    private static string? RefuseBcrypt(string phc) =>
        phc.Length != BcryptLength || phc[6] != '$' || !IsCryptText(phc.AsSpan(7))
            || !int.TryParse(phc.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost) || cost < 4
            ? "it is not a bcrypt hash of 60 characters."
        : cost > MaxCost ? $"a bcrypt cost of {cost} is beyond what we compute: up to {MaxCost}."
        : null;

    private static string? RefuseSha(string phc)
    {
        var parts = phc.Length <= 256 ? phc.Split('$') : [];
        var (rounds, salt, hash) = parts switch
        {
            ["", _, var own, var made] => ("5000", own, made),
            ["", _, ['r', 'o', 'u', 'n', 'd', 's', '=', .. var count], var own, var made] => (count, own, made),
            _ => ("", "", ""),
        };
        if (salt.Length is < 1 or > 16 || !IsCryptText(salt)
            || hash.Length != (phc[1] == '5' ? 43 : 86) || !IsCryptText(hash)
            || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1000)
        {
            return "it is not a sha-crypt hash.";
        }

        return number > MaxRounds ? $"{rounds} rounds of sha-crypt are beyond what we compute: up to {MaxRounds}." : null;
    }

    /// <summary>Letters, digits, / and . as crypt spells its bytes.</summary>
    private static bool IsCryptText(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('/' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
