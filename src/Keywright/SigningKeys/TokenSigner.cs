using System.Collections.Concurrent;
using System.Text;
using Keywright.Database;
using Keywright.Security.Jose;
using Keywright.Security.Keys;

namespace Keywright.SigningKeys;

/// <summary>
/// Signs tokens (RFC 7515 §7.1) with the key of the day, of whichever algorithm is asked for. Private keys are decrypted once and kept in
/// memory; whether another has taken over is looked up every few seconds at most.
/// </summary>
internal sealed class TokenSigner(KeywrightDatabase database, RotateSigningKeys rotate, MasterKey master, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SigningPair> _pairs = new(StringComparer.Ordinal);
    private volatile Keys? _keys;

    /// <summary>The compact form of a JWS over <paramref name="claims"/>, which are a JSON object in UTF-8.</summary>
    /// <param name="type">The header's <c>typ</c>: what the token is for, so that none is taken for another (RFC 8725 §3.11).</param>
    /// <param name="claims">What is signed.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="algorithm">
    /// ES256, RS256 or PS256; null for that of <c>Keys:Algorithm</c>. A key is made at the first wish for another.
    /// </param>
    public async ValueTask<string> Sign(string type, ReadOnlyMemory<byte> claims, CancellationToken ct, string? algorithm = null)
    {
        var keys = _keys is { } known && clock.GetElapsedTime(known.ReadAt) < Fresh ? known : await Read(ct);
        var key = keys.Signing(algorithm) ?? await Begin(algorithm!, ct);
        var pair = _pairs.GetOrAdd(key.Id, static (_, made) => new SigningPair(made.key, made.master), (key, master));
        return pair.Sign(type, claims.Span);
    }

    /// <summary>The public keys that what we signed is verified with.</summary>
    public async ValueTask<Security.Jose.KeySet> Verifying(CancellationToken ct) =>
        (_keys is { } known && clock.GetElapsedTime(known.ReadAt) < Fresh ? known : await Read(ct)).Verifying;

    public void Dispose()
    {
        foreach (var pair in _pairs.Values)
        {
            pair.Dispose();
        }
    }

    private async Task<SigningKey> Begin(string algorithm, CancellationToken ct)
    {
        if (JoseAlgorithms.Parse(algorithm) is null)
        {
            throw new ArgumentException($"{algorithm} is none of the algorithms that tokens are signed with.", nameof(algorithm));
        }

        await rotate.Begin(algorithm, ct);
        return (await Read(ct)).Signing(algorithm)!;
    }

    private async Task<Keys> Read(CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var keys = await database.ReadOne(SigningKeyStore.ListUnexpired, ct);
        if (!keys.Exists(key => key.Status == SigningKey.Active))
        {
            await rotate.Run(ct);
            keys = await database.ReadOne(SigningKeyStore.ListUnexpired, ct);
        }

        return _keys = new Keys(keys, rotate.DefaultAlgorithm, start);
    }

    private sealed class Keys
    {
        private readonly Dictionary<string, SigningKey> _active;
        private readonly SigningKey _default;

        public Keys(List<SigningKey> keys, string algorithm, long readAt)
        {
            _active = keys.Where(key => key.Status == SigningKey.Active).ToDictionary(key => key.Algorithm, StringComparer.Ordinal);

            // Of an algorithm that the options name since yesterday, the key is published and waits.
            _default = Signing(algorithm) ?? _active.Values.MaxBy(key => key.ActivatesAt)!;
            ReadAt = readAt;
            Verifying = new Security.Jose.KeySet([.. keys.SelectMany(
                key => PublicKey.Parse(StrictJson.Object(Encoding.UTF8.GetBytes(Jwk.Of(key)))!.Value))]);
        }

        public long ReadAt { get; }

        public Security.Jose.KeySet Verifying { get; }

        public SigningKey? Signing(string? algorithm) => algorithm is null ? _default : _active.GetValueOrDefault(algorithm);
    }
}
