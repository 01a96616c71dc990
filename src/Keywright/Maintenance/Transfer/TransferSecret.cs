using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Keywright.Security;
using Keywright.Security.Keys;
using Keywright.Security.PasswordHash;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// The key under which secrets travel: from a passphrase by Argon2id (RFC 9106), or by PBKDF2-HMAC-SHA512 where libsodium is missing. How
/// it was made stands in the header of the file, with a value that tells a wrong passphrase at once.
/// </summary>
internal sealed class TransferSecret
{
    private const string Argon2 = "argon2id";
    private const string Pbkdf2 = "pbkdf2-sha512";
    private const int SaltLength = 16;
    private const int KeyLength = 32;
    private const int Memory = 64 * 1024;
    private const int Passes = 3;
    private const int Rounds = 600_000;

    // Whoever wrote the file chose these: opening it must not take the machine.
    private const int MostMemory = 1024 * 1024;
    private const int MostPasses = 20;
    private const int MostRounds = 10_000_000;

    private static readonly byte[] CheckText = "keywright export"u8.ToArray();

    private readonly string _kdf;
    private readonly byte[] _salt;
    private readonly int _memory;
    private readonly int _iterations;
    private readonly byte[] _key;

    private TransferSecret(string kdf, byte[] salt, int memory, int iterations, string passphrase)
    {
        (_kdf, _salt, _memory, _iterations) = (kdf, salt, memory, iterations);
        var bytes = Encoding.UTF8.GetBytes(Nfc.Normalize(passphrase));
        _key = kdf == Argon2
            ? Sodium.Instance!.DeriveKey(bytes, salt, memory, iterations, KeyLength)
            : Rfc2898DeriveBytes.Pbkdf2(bytes, salt, iterations, HashAlgorithmName.SHA512, KeyLength);
        CryptographicOperations.ZeroMemory(bytes);
    }

    public static TransferSecret New(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return Sodium.Instance is null
            ? new(Pbkdf2, salt, 0, Rounds, passphrase)
            : new(Argon2, salt, Memory, Passes, passphrase);
    }

    /// <summary>The key of a file.</summary>
    /// <exception cref="TransferException">The passphrase is another one, or the file asks for what is not done.</exception>
    public static TransferSecret Of(JsonElement header, string passphrase)
    {
        var kdf = header.GetProperty("kdf").GetString()!;
        var memory = header.TryGetProperty("memory", out var m) ? m.GetInt32() : 0;
        var iterations = header.GetProperty("iterations").GetInt32();
        var salt = header.GetProperty("salt").GetBytesFromBase64();
        var isBearable = salt.Length == SaltLength && kdf switch
        {
            Argon2 => memory is >= 8 and <= MostMemory && iterations is >= 1 and <= MostPasses,
            Pbkdf2 => iterations is >= 1 and <= MostRounds,
            _ => false,
        };
        if (!isBearable || (kdf == Argon2 && Sodium.Instance is null))
        {
            throw new TransferException($"The secrets of the file are under a key of {kdf}, which can't be derived here.");
        }

        var secret = new TransferSecret(kdf, salt, memory, iterations, passphrase);
        return SealedBox.Open(secret._key, header.GetProperty("check").GetBytesFromBase64(), CheckText) is not null
            ? secret
            : throw new TransferException("The passphrase is not that of the file.");
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("secrets");
        writer.WriteString("kdf", _kdf);
        writer.WriteBase64String("salt", _salt);
        if (_kdf == Argon2)
        {
            writer.WriteNumber("memory", _memory);
        }

        writer.WriteNumber("iterations", _iterations);
        writer.WriteBase64String("check", SealedBox.Seal(_key, CheckText, CheckText));
        writer.WriteEndObject();
    }

    /// <summary>Bound to its place, so that nobody can move it to another row of the file.</summary>
    public string Seal(string place, string plain) =>
        Convert.ToBase64String(SealedBox.Seal(_key, Convert.FromBase64String(plain), Encoding.UTF8.GetBytes(place)));

    /// <summary>Null when it is not what was sealed there.</summary>
    public string? Open(string place, string text) =>
        SealedBox.Open(_key, Convert.FromBase64String(text), Encoding.UTF8.GetBytes(place)) is { } plain
            ? Convert.ToBase64String(plain)
            : null;
}
