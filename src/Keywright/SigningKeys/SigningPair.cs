using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.SigningKeys;

/// <summary>
/// The private half of a key, decrypted once, in as many copies as are signed with at once: the framework promises no more. A token costs
/// its signature and its text; what else it needs is made beforehand or borrowed.
/// </summary>
internal sealed class SigningPair(SigningKey key, MasterKey master) : IDisposable
{
    // Types are constants of ours: that they are few is only made sure of.
    private const int MostHeads = 32;

    // Of an RSA key of 8192 bits.
    private const int LongestSignature = 1024;

    private readonly ConcurrentBag<AsymmetricAlgorithm> _free = [];
    private readonly ConcurrentDictionary<string, byte[]> _heads = new(StringComparer.Ordinal);

    /// <summary>The compact form of a JWS (RFC 7515 §7.1) over <paramref name="claims"/>.</summary>
    public string Sign(string type, ReadOnlySpan<byte> claims)
    {
        var head = HeadOf(type);
        var signed = head.Length + Base64Url.GetEncodedLength(claims.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(signed + 1 + Base64Url.GetEncodedLength(LongestSignature));
        try
        {
            head.CopyTo(buffer, 0);
            _ = Base64Url.EncodeToUtf8(claims, buffer.AsSpan(head.Length));
            Span<byte> signature = stackalloc byte[LongestSignature];
            var length = Sign(buffer.AsSpan(0, signed), signature);
            buffer[signed] = (byte)'.';
            var end = signed + 1 + Base64Url.EncodeToUtf8(signature[..length], buffer.AsSpan(signed + 1));
            return Encoding.ASCII.GetString(buffer, 0, end);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        while (_free.TryTake(out var signer))
        {
            signer.Dispose();
        }
    }

    private int Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        var signer = _free.TryTake(out var free) ? free : Open();
        var length = 0;
        var isSigned = signer switch
        {
            // RFC 7518 §3.4: R and S, 32 octets each.
            ECDsa ec => ec.TrySignData(
                data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out length),
            RSA rsa => rsa.TrySignData(data, signature, HashAlgorithmName.SHA256, Padding, out length),
            _ => false,
        };

        _free.Add(signer);
        return isSigned ? length : throw new InvalidOperationException($"No way to sign with {key.Algorithm}.");
    }

    private RSASignaturePadding Padding => key.Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private byte[] HeadOf(string type)
    {
        if (_heads.TryGetValue(type, out var known))
        {
            return known;
        }

        var header = Encoding.UTF8.GetBytes($$"""{"alg":"{{key.Algorithm}}","typ":"{{type}}","kid":"{{key.Id}}"}""");
        var head = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(header) + ".");
        if (_heads.Count < MostHeads)
        {
            _heads[type] = head;
        }

        return head;
    }

    private AsymmetricAlgorithm Open()
    {
        var secret = master.Decrypt(MakeKey.Purpose, key.PrivateKey, MakeKey.Associated(key.Id))
            ?? throw new MasterKeyException($"The signing key {key.Id} is not under the master key of this node.");
        try
        {
            AsymmetricAlgorithm pair = key.Algorithm == "ES256" ? ECDsa.Create() : RSA.Create();
            pair.ImportPkcs8PrivateKey(secret, out _);
            return pair;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
