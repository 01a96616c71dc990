using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>
/// A public key and the one algorithm that it is for. The algorithm comes with the key, never with what was signed: a token can't choose
/// how it is verified (RFC 8725 §3.1).
/// </summary>
internal sealed class PublicKey
{
    private const int CoordinateLength = 32;
    private const int MinModulusBits = 2048;
    private const int MaxModulusBits = 8192;
    private const int LongestExponent = 4;

    private readonly ECParameters? _curve;
    private readonly RSAParameters? _rsa;

    private PublicKey(JoseAlgorithm algorithm, string? id, ECParameters curve) => (Algorithm, Id, _curve) = (algorithm, id, curve);

    private PublicKey(JoseAlgorithm algorithm, string? id, RSAParameters rsa) => (Algorithm, Id, _rsa) = (algorithm, id, rsa);

    public JoseAlgorithm Algorithm { get; }

    /// <summary>Its <c>kid</c>.</summary>
    public string? Id { get; }

    /// <summary>
    /// The keys that a JWK (RFC 7517 §4) is: none when it is of a kind that we don't use, weak, or not for signatures. An RSA key that
    /// names no algorithm is one for each of the two.
    /// </summary>
    public static IEnumerable<PublicKey> Parse(JsonElement jwk) =>
        Enum.GetValues<JoseAlgorithm>().Select(algorithm => Parse(jwk, algorithm)).OfType<PublicKey>();

    /// <summary>The key of a JWK for one algorithm, or null.</summary>
    public static PublicKey? Parse(JsonElement jwk, JoseAlgorithm algorithm)
    {
        if (jwk.ValueKind != JsonValueKind.Object || (jwk.Has("use") && jwk.Text("use") != "sig")
            || (jwk.TryGetProperty("key_ops", out var operations) && !MayVerify(operations))
            // A key that names an algorithm is for that one and no other, also when it is none that we know.
            || (jwk.Has("alg") && JoseAlgorithms.Parse(jwk.Text("alg")) != algorithm))
        {
            return null;
        }

        var id = jwk.Text("kid");
        return jwk.Text("kty") switch
        {
            "EC" when algorithm == JoseAlgorithm.ES256 && jwk.Text("crv") == "P-256" => Curve(jwk, id),
            "RSA" when algorithm is JoseAlgorithm.RS256 or JoseAlgorithm.PS256 => Rsa(jwk, id, algorithm),
            _ => null,
        };
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            if (_curve is { } curve)
            {
                // RFC 7518 §3.4: R and S, 32 octets each.
                using var key = ECDsa.Create(curve);
                return signature.Length == 2 * CoordinateLength && key.VerifyData(
                    data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }

            using var rsa = RSA.Create(_rsa!.Value);
            var padding = Algorithm == JoseAlgorithm.PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, padding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>RFC 7638 §3: SHA-256 over the required members, in lexicographic order and without blanks.</summary>
    public string Thumbprint()
    {
        var canonical = _curve is { } curve
            ? $$"""{"crv":"P-256","kty":"EC","x":"{{Text(curve.Q.X)}}","y":"{{Text(curve.Q.Y)}}"}"""
            : $$"""{"e":"{{Text(_rsa!.Value.Exponent)}}","kty":"RSA","n":"{{Text(_rsa.Value.Modulus)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes);

    private static bool MayVerify(JsonElement operations) => operations.ValueKind == JsonValueKind.Array
        && operations.EnumerateArray().Any(one => StrictJson.TextOf(one) == "verify");

    private static PublicKey? Curve(JsonElement jwk, string? id)
    {
        if (StrictBase64Url.Decode(jwk.Text("x")) is not { Length: CoordinateLength } x
            || StrictBase64Url.Decode(jwk.Text("y")) is not { Length: CoordinateLength } y)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            // Refuses a point that is not on the curve.
            using var key = ECDsa.Create(parameters);
            return new PublicKey(JoseAlgorithm.ES256, id, parameters);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static PublicKey? Rsa(JsonElement jwk, string? id, JoseAlgorithm algorithm)
    {
        if (StrictBase64Url.Decode(jwk.Text("n")) is not { Length: > 0 } modulus || modulus[0] == 0
            || modulus.Length * 8 is < MinModulusBits or > MaxModulusBits
            || StrictBase64Url.Decode(jwk.Text("e")) is not { Length: > 0 and <= LongestExponent } exponent
            || exponent[0] == 0 || (exponent[^1] & 1) == 0 || exponent is [1] || (modulus[^1] & 1) == 0 || Roca.IsWeak(modulus))
        {
            return null;
        }

        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        try
        {
            using var key = RSA.Create(parameters);
            return new PublicKey(algorithm, id, parameters);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
