using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.SigningKeys;

/// <summary>The public half of a key as JSON (RFC 7517, RFC 7518 §6): there is no way to a private member from here.</summary>
internal static class Jwk
{
    /// <summary>With everything a verifier needs; <c>alg</c> pins the algorithm (RFC 8725 §3.1).</summary>
    public static string Of(SigningKey key) =>
        $$"""{{{Members(key.Algorithm, key.PublicKey)}},"kid":"{{key.Id}}","use":"sig","alg":"{{key.Algorithm}}"}""";

    /// <summary>RFC 7638 §3: SHA-256 over the required members, in order and without white space.</summary>
    public static string Thumbprint(string algorithm, byte[] publicKey) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{{{Members(algorithm, publicKey)}}}""")));

    private static string Members(string algorithm, byte[] publicKey)
    {
        if (algorithm == "ES256")
        {
            using var ec = ECDsa.Create();
            ec.ImportSubjectPublicKeyInfo(publicKey, out _);
            var point = ec.ExportParameters(includePrivateParameters: false).Q;
            return $"""
                "crv":"P-256","kty":"EC","x":"{Base64Url.EncodeToString(point.X)}","y":"{Base64Url.EncodeToString(point.Y)}"
                """;
        }

        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        return $"""
            "e":"{Base64Url.EncodeToString(parameters.Exponent)}","kty":"RSA","n":"{Base64Url.EncodeToString(parameters.Modulus)}"
            """;
    }
}
