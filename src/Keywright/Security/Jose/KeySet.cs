using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>The public keys of a JWK Set (RFC 7517 §5); those that we can't use are passed over, as it demands.</summary>
internal sealed class KeySet(IReadOnlyList<PublicKey> keys)
{
    /// <summary>Nobody has more; a longer list is an attack on our time.</summary>
    public const int MostKeys = 64;

    public IReadOnlyList<PublicKey> Keys { get; } = keys;

    /// <summary>Null when it is no key set.</summary>
    public static KeySet? Parse(ReadOnlyMemory<byte> utf8) =>
        StrictJson.Object(utf8) is { } set && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            && keys.GetArrayLength() <= MostKeys
            ? new KeySet([.. keys.EnumerateArray().SelectMany(PublicKey.Parse)])
            : null;

    /// <summary>
    /// The keys that may have signed a token: those with its <c>kid</c> and for its algorithm, or for want of a <c>kid</c> all of the
    /// algorithm. The <c>kid</c> is compared and nothing else: it names no file and no row.
    /// </summary>
    public IEnumerable<PublicKey> For(SignedToken token) =>
        Keys.Where(key => key.Algorithm == token.Algorithm && (token.KeyId is null || key.Id == token.KeyId));
}
