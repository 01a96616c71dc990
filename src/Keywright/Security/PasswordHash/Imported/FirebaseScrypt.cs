using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Keywright.Security.PasswordHash.Imported;

/// <summary>
/// Firebase's scrypt: the derived key encrypts the project's signer key with AES-256-CTR, and that is the hash. Written down as
/// $firebase-scrypt$ln=14,r=8,p=1$salt$separator$signer key$hash, each of the last four in base64 without padding.
/// </summary>
internal sealed class FirebaseScrypt(Sodium? sodium) : ImportedFormat
{
    private const string Prefix = "$firebase-scrypt$";
    private const int KeyLength = 32;
    private const int BlockLength = 16;

    public override bool Reads(string phc) => phc.StartsWith(Prefix, StringComparison.Ordinal);

    public override string? Refuse(string phc) =>
        sodium is not { HasScrypt: true } ? "scrypt needs libsodium, which can't be loaded."
        : Parse(phc) is not { } parts ? "it is not of the form $firebase-scrypt$ln=…,r=…,p=1$salt$separator$signer key$hash."
        : !parts.Cost.IsBearable ? $"{parts.Cost} is beyond what we compute: {ScryptCost.Bound}."
        : null;

    public override bool Verify(string phc, ReadOnlySpan<byte> password)
    {
        var parts = Parse(phc) ?? throw new ArgumentException("Refuse is asked first.", nameof(phc));
        var (n, r, p) = (parts.Cost.N, parts.Cost.R, parts.Cost.P);
        var key = sodium!.Scrypt(password, [.. parts.Salt, .. parts.Separator], n, r, p, KeyLength);
        return CryptographicOperations.FixedTimeEquals(parts.Hash, Encrypt(key, parts.Signer));
    }

    /// <summary>AES-256 in counter mode from zero (NIST SP 800-38A §6.5), which the framework has not.</summary>
    private static byte[] Encrypt(byte[] key, byte[] plain)
    {
        var counters = new byte[(plain.Length + BlockLength - 1) / BlockLength * BlockLength];
        for (var block = 0; block < counters.Length / BlockLength; block++)
        {
            BinaryPrimitives.WriteInt32BigEndian(counters.AsSpan((block * BlockLength) + BlockLength - sizeof(int)), block);
        }

        using var aes = Aes.Create();
        aes.Key = key;
        var stream = aes.EncryptEcb(counters, PaddingMode.None);
        CryptographicOperations.ZeroMemory(key);
        return [.. plain.Select((value, at) => (byte)(value ^ stream[at]))];
    }

    private static Parts? Parse(string phc) =>
        phc.Length <= 1024
        && phc.Split('$') is ["", _, var cost, var salt, var separator, var signer, var hash]
        && ScryptCost.Parse(cost) is { } costs
        && PhcBase64.Decode(salt) is { Length: <= 128 } saltBytes
        && PhcBase64.Decode(separator) is { Length: <= 16 } separatorBytes
        && PhcBase64.Decode(signer) is { Length: >= 16 and <= 128 } signerBytes
        && PhcBase64.Decode(hash) is { Length: >= 16 and <= 128 } hashBytes
            ? new(costs, saltBytes, separatorBytes, signerBytes, hashBytes)
            : null;

    private sealed record Parts(ScryptCost Cost, byte[] Salt, byte[] Separator, byte[] Signer, byte[] Hash);
}
