using System.Globalization;
using System.Security.Cryptography;

namespace Keywright.Security.PasswordHash;

/// <summary>PBKDF2-HMAC-SHA512 of the framework, where libsodium is missing: $pbkdf2-sha512$i=210000$salt$hash.</summary>
internal sealed class Pbkdf2Sha512 : IPasswordFormat
{
    private const string Prefix = "$pbkdf2-sha512$";

    // OWASP Password Storage.
    private const int Iterations = 210_000;
    private const int MaxIterations = 5_000_000;
    private const int SaltLength = 16;
    private const int HashLength = 64;

    public bool Reads(string phc) => phc.StartsWith(Prefix, StringComparison.Ordinal);

    public string? Refuse(string phc) => Parse(phc) is null
        ? $"it is not a PBKDF2-SHA512 hash with at most {MaxIterations} iterations."
        : null;

    public bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        var (iterations, salt, hash) = Parse(phc) ?? throw new ArgumentException("Refuse is asked first.", nameof(phc));
        return CryptographicOperations.FixedTimeEquals(hash, Derive(password, salt, iterations, hash.Length));
    }

    public bool IsOutdated(string phc) =>
        Parse(phc) is not { Iterations: Iterations, Salt.Length: SaltLength, Hash.Length: HashLength };

    public string Hash(ReadOnlySpan<byte> password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return Text(PhcBase64.Encode(salt), PhcBase64.Encode(Derive(password, salt, Iterations, HashLength)));
    }

    public string Decoy() => Text(PhcBase64.Random(SaltLength), PhcBase64.Random(HashLength));

    private static string Text(string salt, string hash) => $"{Prefix}i={Iterations}${salt}${hash}";

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int iterations, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, length);

    private static Parts? Parse(string phc) =>
        phc.Length <= 512
        && phc.Split('$') is ["", _, ['i', '=', .. var count], var salt, var hash]
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
        && iterations is > 0 and <= MaxIterations
        && PhcBase64.Decode(salt) is { Length: >= 8 and <= 64 } saltBytes
        && PhcBase64.Decode(hash) is { Length: >= 16 and <= 64 } hashBytes
            ? new(iterations, saltBytes, hashBytes)
            : null;

    private sealed record Parts(int Iterations, byte[] Salt, byte[] Hash);
}
