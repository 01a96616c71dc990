using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>
/// Reads the hash of another system's user as that system wrote it, and gives the text that is stored here. What can't be verified, or only
/// at a cost that nobody may impose, is refused before it is imported.
/// </summary>
internal sealed class ForeignHash(IReadOnlyList<IPasswordFormat> formats)
{
    private const int LongestHash = 1024;

    public static ForeignHash ForThisMachine { get; } =
        new(PasswordHasher.Formats(new PasswordOptions(), Sodium.Instance, LibCrypt.Instance));

    /// <summary>The text to store, or why there is none.</summary>
    public (string? Stored, string? Refused) Read(string written)
    {
        written = written.Trim();
        if (written.Length is 0 or > LongestHash || Translate(written) is not { } phc)
        {
            return (null, "its form is not known.");
        }

        var format = formats.FirstOrDefault(format => format.Reads(phc));
        return format is null ? (null, "its form is not known.")
            : format.Refuse(phc) is { } reason ? (null, reason)
            : (phc, null);
    }

    private static string? Translate(string written) =>
        written[0] == '$' ? OfPasslib(written)
        : written.Contains('$', StringComparison.Ordinal) ? OfDjango(written.Split('$'))
        : written.Contains(':', StringComparison.Ordinal) ? OfBetterAuth(written.Split(':'))
        : OfIdentity(written);

    /// <summary>Passlib's PBKDF2: the iterations without a name, and a base64 with . for +.</summary>
    private static string OfPasslib(string written)
    {
        if (written.Split('$') is not ["", "pbkdf2" or "pbkdf2-sha256" or "pbkdf2-sha512", var count, var salt, var hash]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || PhcBase64.Decode(salt.Replace('.', '+')) is not { } saltBytes
            || PhcBase64.Decode(hash.Replace('.', '+')) is not { } hashBytes)
        {
            return written;
        }

        var name = written.Split('$')[1];
        return ImportedPbkdf2.Text(name == "pbkdf2" ? "pbkdf2-sha1" : name, iterations, saltBytes, hashBytes);
    }

    /// <summary>Django's form, algorithm$…: salts are text, not base64.</summary>
    private static string? OfDjango(string[] parts) => parts switch
    {
        ["pbkdf2_sha256", var count, var salt, var hash] => Pbkdf2("pbkdf2-sha256", count, salt, hash),
        ["pbkdf2_sha1", var count, var salt, var hash] => Pbkdf2("pbkdf2-sha1", count, salt, hash),
        ["argon2", .. var rest] => "$" + string.Join('$', rest),
        ["bcrypt", "", .. var rest] => "$" + string.Join('$', rest),
        ["bcrypt_sha256", "", .. var rest] => UnixCrypt.Hashed + "$" + string.Join('$', rest),
        ["scrypt", var n, var salt, var r, var p, var hash] => Scrypted(n, salt, r, p, hash),
        _ => null,
    };

    private static string? Pbkdf2(string name, string count, string salt, string hash) =>
        int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
        && PhcBase64.Decode(hash.TrimEnd('=')) is { } bytes
            ? ImportedPbkdf2.Text(name, iterations, Encoding.UTF8.GetBytes(salt), bytes)
            : null;

    private static string? Scrypted(string n, string salt, string r, string p, string hash) =>
        uint.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var cost) && System.Numerics.BitOperations.IsPow2(cost)
        && ScryptCost.Parse($"ln={System.Numerics.BitOperations.Log2(cost)},r={r},p={p}") is { } costs
        && PhcBase64.Decode(hash.TrimEnd('=')) is { } bytes
            ? Scrypt.Text(costs, Encoding.UTF8.GetBytes(salt), bytes)
            : null;

    /// <summary>Better Auth's salt:hash: scrypt with N=16384, r=16, p=1, salted with the hexadecimal text itself.</summary>
    private static string? OfBetterAuth(string[] parts) =>
        parts is [{ Length: 32 } salt, { Length: 128 } hash] && salt.All(char.IsAsciiHexDigit) && hash.All(char.IsAsciiHexDigit)
            ? Scrypt.Text(new ScryptCost(14, 16, 1), Encoding.ASCII.GetBytes(salt), Convert.FromHexString(hash))
            : null;

    /// <summary>
    /// ASP.NET Core Identity: base64 of 0x00, salt (16), hash (32) for version 2 (PBKDF2-HMAC-SHA1, 1000 iterations), or of 0x01, PRF,
    /// iterations, length of the salt (4 each, big-endian), salt, hash for version 3.
    /// </summary>
    private static string? OfIdentity(string written)
    {
        var bytes = PhcBase64.Decode(written.TrimEnd('='));
        if (bytes is [0, ..] && bytes.Length == 49)
        {
            return ImportedPbkdf2.Text("pbkdf2-sha1", 1000, bytes.AsSpan(1, 16), bytes.AsSpan(17));
        }

        if (bytes is not [1, ..] || bytes.Length < 13 + 16 + 16)
        {
            return null;
        }

        var prf = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1));
        var iterations = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5));
        var salt = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9));
        var name = prf switch { 0 => "pbkdf2-sha1", 1 => "pbkdf2-sha256", 2 => "pbkdf2-sha512", _ => null };
        return name is null || iterations > int.MaxValue || salt > 128 || bytes.Length < 13 + salt + 16
            ? null
            : ImportedPbkdf2.Text(name, (int)iterations, bytes.AsSpan(13, (int)salt), bytes.AsSpan(13 + (int)salt));
    }
}
