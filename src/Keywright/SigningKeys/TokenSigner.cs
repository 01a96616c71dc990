using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Keywright.Database;
using Keywright.Security.Jose;
using Keywright.Security.Keys;

namespace Keywright.SigningKeys;

/// <summary>
/// Signs tokens (RFC 7515 §7.1) with the key of the day. Private keys are decrypted once and kept in memory; whether another has taken
/// over is looked up every few seconds at most.
/// </summary>
internal sealed class TokenSigner(KeywrightDatabase database, RotateSigningKeys rotate, MasterKey master, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Pair> _pairs = new(StringComparer.Ordinal);
    private volatile Keys? _keys;

    /// <summary>The compact form of a JWS over <paramref name="claims"/>, which are a JSON object in UTF-8.</summary>
    /// <param name="type">The header's <c>typ</c>: what the token is for, so that none is taken for another (RFC 8725 §3.11).</param>
    public async ValueTask<string> Sign(string type, ReadOnlyMemory<byte> claims, CancellationToken ct)
    {
        var active = (await Current(ct)).Active;
        var pair = _pairs.GetOrAdd(active.Id, (_, key) => new Pair(key, master), active);
        return pair.Sign(type, claims.Span);
    }

    /// <summary>The public keys that what we signed is verified with.</summary>
    public async ValueTask<Security.Jose.KeySet> Verifying(CancellationToken ct) => (await Current(ct)).Verifying;

    public void Dispose()
    {
        foreach (var pair in _pairs.Values)
        {
            pair.Dispose();
        }
    }

    private async ValueTask<Keys> Current(CancellationToken ct)
    {
        if (_keys is { } known && clock.GetElapsedTime(known.ReadAt) < Fresh)
        {
            return known;
        }

        var start = clock.GetTimestamp();
        var keys = await database.ReadOne(SigningKeyStore.List, ct);
        if (!keys.Exists(key => key.Status == SigningKey.Active))
        {
            await rotate.Run(ct);
            keys = await database.ReadOne(SigningKeyStore.List, ct);
        }

        var set = Security.Jose.KeySet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', keys.Select(Jwk.Of))}}]}"""))!;
        return _keys = new Keys(keys.First(key => key.Status == SigningKey.Active), set, start);
    }

    private sealed record Keys(SigningKey Active, Security.Jose.KeySet Verifying, long ReadAt);

    /// <summary>The private half, in as many copies as are signed with at once: the framework promises no more.</summary>
    private sealed class Pair(SigningKey key, MasterKey master) : IDisposable
    {
        private readonly ConcurrentBag<AsymmetricAlgorithm> _free = [];

        public string Sign(string type, ReadOnlySpan<byte> claims)
        {
            var header = Encoding.UTF8.GetBytes($$"""{"alg":"{{key.Algorithm}}","typ":"{{type}}","kid":"{{key.Id}}"}""");
            var text = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
            var signer = _free.TryTake(out var free) ? free : Open();
            var signature = Sign(signer, Encoding.ASCII.GetBytes(text));
            _free.Add(signer);
            return $"{text}.{Base64Url.EncodeToString(signature)}";
        }

        public void Dispose()
        {
            while (_free.TryTake(out var signer))
            {
                signer.Dispose();
            }
        }

        private byte[] Sign(AsymmetricAlgorithm signer, byte[] data) => signer switch
        {
            // RFC 7518 §3.4: R and S, 32 octets each.
            ECDsa ec => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            RSA rsa => rsa.SignData(
                data, HashAlgorithmName.SHA256, key.Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException($"No way to sign with {key.Algorithm}."),
        };

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
}
