using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.Tests.Security.Keys;

public sealed class MasterKeyTests
{
    private static readonly byte[] Row = [1, 2, 3];

    private readonly MasterKey _key = MasterKey.New();

    [Fact]
    public void What_was_encrypted_is_decrypted()
    {
        Assert.Equal("secret"u8.ToArray(), _key.Decrypt("totp", _key.Encrypt("totp", "secret"u8, Row), Row)!);
        Assert.Empty(_key.Decrypt("totp", _key.Encrypt("totp", [], []), [])!);
    }

    [Fact]
    public void Another_purpose_row_or_key_decrypts_nothing()
    {
        var encrypted = _key.Encrypt("totp", "secret"u8, Row);

        Assert.Null(_key.Decrypt("mail", encrypted, Row));
        Assert.Null(_key.Decrypt("totp", encrypted, [1, 2, 4]));
        Assert.Null(MasterKey.New().Decrypt("totp", encrypted, Row));
    }

    [Fact]
    public void Every_changed_or_missing_byte_is_noticed()
    {
        var encrypted = _key.Encrypt("totp", "secret"u8, Row);
        for (var i = 0; i < encrypted.Length; i++)
        {
            var damaged = encrypted.ToArray();
            damaged[i] ^= 0x40;
            Assert.Null(_key.Decrypt("totp", damaged, Row));
            Assert.Null(_key.Decrypt("totp", encrypted.AsSpan(0, i), Row));
        }
    }

    [Fact]
    public void A_derived_key_is_HKDF_SHA256_of_the_secret()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var expected = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.ASCII.GetBytes("keywright mail"));

        Assert.Equal(expected, new MasterKey(secret).Derive("mail"));
        Assert.NotEqual(expected, new MasterKey(secret).Derive("mai"));
    }

    [Fact]
    public void The_fingerprint_tells_keys_apart_and_stays()
    {
        var secret = RandomNumberGenerator.GetBytes(48);

        Assert.Equal(new MasterKey(secret).Fingerprint, new MasterKey(secret).Fingerprint);
        Assert.NotEqual(new MasterKey(secret).Fingerprint, _key.Fingerprint);
        Assert.Matches("^[0-9a-f]{16}$", _key.Fingerprint);
        Assert.Equal("master key " + _key.Fingerprint, _key.ToString());
    }

    [Fact]
    public void Less_than_256_bits_are_no_key() => Assert.ThrowsAny<ArgumentException>(() => new MasterKey(new byte[31]));
}
