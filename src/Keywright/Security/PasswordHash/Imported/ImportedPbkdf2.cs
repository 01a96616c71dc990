using System.Globalization;
using System.Security.Cryptography;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>
/// PBKDF2 (RFC 8018 §5.2) of ASP.NET Core Identity, Django, Keycloak and Passlib, written down as $pbkdf2-sha256$i=600000$salt$hash.
/// With SHA-512 it is a format of our own.
/// </summary>
internal sealed class ImportedPbkdf2(string name, HashAlgorithmName algorithm, int digest) : ImportedFormat
{
    // What one guess may cost, in blocks of the digest: some seconds. More would let an import burn the machine.
    private const long MaxBlocks = 5_000_000;

    private readonly string _prefix = $"${name}$";

    public static IReadOnlyList<ImportedPbkdf2> All { get; } =
    [
        new("pbkdf2-sha1", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
        new("pbkdf2-sha256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
    ];

    public override bool Reads(string phc) => phc.StartsWith(_prefix, StringComparison.Ordinal);

    public override string? Refuse(string phc) => Parse(phc) is null
        ? $"it is not a {name} hash whose iterations, for each {digest} bytes of the hash, are at most {MaxBlocks}."
        : null;

    public override bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        var (iterations, salt, hash) = Parse(phc) ?? throw new ArgumentException("Refuse is asked first.", nameof(phc));
        return CryptographicOperations.FixedTimeEquals(
            hash, Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, algorithm, hash.Length));
    }

    /// <summary>The text that is stored for a hash that was written down in another way.</summary>
    public static string Text(string name, int iterations, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hash) =>
        string.Create(CultureInfo.InvariantCulture, $"${name}$i={iterations}${PhcBase64.Encode(salt)}${PhcBase64.Encode(hash)}");

    private Parts? Parse(string phc) =>
        phc.Length <= 1024
        && phc.Split('$') is ["", _, ['i', '=', .. var count], var salt, var hash]
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
        && PhcBase64.Decode(salt) is { Length: >= 1 and <= 128 } saltBytes
        && PhcBase64.Decode(hash) is { Length: >= 16 and <= 128 } hashBytes
        && iterations > 0 && (long)iterations * ((hashBytes.Length + digest - 1) / digest) <= MaxBlocks
            ? new(iterations, saltBytes, hashBytes)
            : null;

    private sealed record Parts(int Iterations, byte[] Salt, byte[] Hash);
}
