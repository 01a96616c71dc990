using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Security.Keys;

namespace Keywright.Audit.Sealing;

/// <summary>A key that seals are signed with, as it is stored.</summary>
internal sealed record AuditKey(Guid Id, byte[] PublicKey, byte[] PrivateKey);

/// <summary>All writes to <c>audit_keys</c>.</summary>
internal static class AuditKeyStore
{
    public static ValueTask<List<AuditKey>> List(Tx tx) => tx.List($"""
        SELECT id, public_key, private_key FROM kw.audit_keys ORDER BY created_at DESC, id DESC
        """, row => new AuditKey(row.Uuid("id"), row.Bytes("public_key"), row.Bytes("private_key")));

    public static ValueTask<int> Add(Tx tx, AuditKey key) => tx.Execute($"""
        INSERT INTO kw.audit_keys (id, public_key, private_key, created_at) VALUES ({key.Id}, {key.PublicKey}, {key.PrivateKey}, {tx.Now})
        """);
}

/// <summary>
/// ECDSA P-256 keys: whoever has the public one can verify, and only we can sign. The private one is encrypted with the master key
/// together with the public one, so that whoever can write to the database still can't have us vouch for a key of theirs.
/// </summary>
internal sealed class AuditKeys(MasterKey master)
{
    internal const string Purpose = "audit seal key";

    /// <summary>Whether the master key vouches for it.</summary>
    public bool IsOurs(AuditKey key) => Open(key) is not null;

    /// <summary>SHA-256 of the public key, to compare by eye or to trust by name.</summary>
    public static string Fingerprint(AuditKey key) => Convert.ToHexStringLower(SHA256.HashData(key.PublicKey));

    public AuditKey Make(DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Guid.CreateVersion7(now);
        var publicKey = pair.ExportSubjectPublicKeyInfo();
        var secret = pair.ExportPkcs8PrivateKey();
        try
        {
            return new AuditKey(id, publicKey, master.Encrypt(Purpose, secret, Associated(id, publicKey)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public byte[] Sign(AuditKey key, byte[] hash)
    {
        var secret = Open(key) ?? throw new InvalidOperationException($"The audit key {key.Id} is not under this master key.");
        using var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        return pair.SignHash(hash);
    }

    public static bool IsSigned(AuditKey key, byte[] hash, byte[] signature)
    {
        using var pair = ECDsa.Create();
        try
        {
            pair.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
            return pair.VerifyHash(hash, signature);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private byte[]? Open(AuditKey key) => master.Decrypt(Purpose, key.PrivateKey, Associated(key.Id, key.PublicKey));

    internal static byte[] Associated(Guid id, byte[] publicKey) => [.. id.ToByteArray(bigEndian: true), .. publicKey];
}
