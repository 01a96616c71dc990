using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.SigningKeys;

/// <summary>Makes pairs of keys. The private half is encrypted before anybody else sees it, bound to its public half.</summary>
internal sealed class MakeKey(MasterKey master)
{
    public const string Purpose = "signing key";

    // RFC 7518 §3.3 asks for 2048 at least; NIST SP 800-57 for 3072 beyond 2030.
    private const int RsaBits = 3072;

    public SigningKey Make(string algorithm)
    {
        using var pair = Pair(algorithm);
        var publicKey = pair.ExportSubjectPublicKeyInfo();
        var secret = pair.ExportPkcs8PrivateKey();
        try
        {
            var id = Jwk.Thumbprint(algorithm, publicKey);
            return new SigningKey(id, algorithm, publicKey, master.Encrypt(Purpose, secret, Associated(id)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The id is the thumbprint of the public half: another public half in the row does not go with this private one.</summary>
    public static byte[] Associated(string id) => Encoding.ASCII.GetBytes(id);

    private static AsymmetricAlgorithm Pair(string algorithm) =>
        algorithm == "ES256" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(RsaBits);
}
