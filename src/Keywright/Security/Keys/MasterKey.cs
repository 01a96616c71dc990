using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Keys;

/// <summary>
/// The one secret outside the database. It is never used itself: each purpose has its own key, derived by HKDF (RFC 5869).
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class MasterKey
{
    /// <summary>Less than this is guessable or not a key.</summary>
    public const int MinLength = 32;

    // Version of the envelope that Encrypt writes, in front of the key's id.
    private const byte Envelope = 1;
    private const int IdLength = 4;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _secret;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _id;

    public MasterKey(ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, MinLength);
        _secret = secret.ToArray();

        var fingerprint = Derive("fingerprint", 8);
        Fingerprint = Convert.ToHexStringLower(fingerprint);
        _id = fingerprint[..IdLength];
    }

    /// <summary>Tells keys apart and reveals nothing of them: the database remembers whose it is.</summary>
    public string Fingerprint { get; }

    /// <summary>The first bytes of the fingerprint: in front of what was encrypted or signed, so that a retired key can be found.</summary>
    internal ReadOnlySpan<byte> Id => _id;

    /// <summary>A key that nobody else has and that nothing will remember: for storage that ends with the process.</summary>
    public static MasterKey New() => new(RandomNumberGenerator.GetBytes(MinLength));

    /// <summary>The configured key, or that of the data directory, which is created at the first start.</summary>
    public static MasterKey Load(KeyOptions options, string dataDirectory) => new(
        string.IsNullOrWhiteSpace(options.MasterKey)
            ? MasterKeyFile.ReadOrCreate(dataDirectory)
            : MasterKeyText.Resolve(options.MasterKey.Trim()));

    /// <summary>The key for one purpose. Different purposes share nothing.</summary>
    public byte[] Derive(string purpose, int length = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, length, info: Encoding.UTF8.GetBytes("keywright " + purpose));

    /// <summary>
    /// Envelope version (1 byte), key id (4), nonce (12), ciphertext, tag (16). What <paramref name="associated"/> names (a row's id)
    /// is authenticated, so that a value can't be moved to another row.
    /// </summary>
    public byte[] Encrypt(string purpose, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        byte[] header = [Envelope, .. _id];
        var key = Derive(purpose);
        try
        {
            return [.. header, .. SealedBox.Seal(key, plain, [.. header, .. associated])];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Null when it was encrypted under another key, for another purpose or other associated data, or was changed.</summary>
    public byte[]? Decrypt(string purpose, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> associated)
    {
        byte[] header = [Envelope, .. _id];
        if (!encrypted.StartsWith(header))
        {
            return null;
        }

        var key = Derive(purpose);
        try
        {
            return SealedBox.Open(key, encrypted[header.Length..], [.. header, .. associated]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public override string ToString() => $"master key {Fingerprint}";
}
