using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keywright.Security.Jose;

namespace Keywright.Tests.Support;

/// <summary>A pair of keys of a client's or an attacker's, and what it can sign.</summary>
internal sealed class TestKey : IDisposable
{
    private readonly AsymmetricAlgorithm _pair;
    private readonly string _algorithm;
    private readonly string _id;

    public TestKey(string algorithm = "ES256", string id = "key", AsymmetricAlgorithm? pair = null)
    {
        (_algorithm, _id) = (algorithm, id);
        _pair = pair ?? (algorithm == "ES256" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048));
    }

    public string Id => _id;

    /// <summary>The public half, without a name and without an algorithm.</summary>
    public JsonObject BareJwk => _pair switch
    {
        ECDsa ec when ec.ExportParameters(false) is var parameters => new()
        {
            ["kty"] = "EC",
            ["crv"] = ec.KeySize == 256 ? "P-256" : "P-384",
            ["x"] = Base64Url.EncodeToString(parameters.Q.X),
            ["y"] = Base64Url.EncodeToString(parameters.Q.Y),
        },
        RSA rsa when rsa.ExportParameters(false) is var parameters => new()
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        },
        _ => throw new InvalidOperationException(),
    };

    public JsonObject Jwk
    {
        get
        {
            var jwk = BareJwk;
            jwk["kid"] = _id;
            jwk["alg"] = _algorithm;
            jwk["use"] = "sig";
            return jwk;
        }
    }

    public string Thumbprint => PublicKey.Parse(Element(Jwk)).Single().Thumbprint();

    public KeySet Set => SetOf(this);

    public static KeySet SetOf(params TestKey[] keys) => KeySet.Parse(Encoding.UTF8.GetBytes(JwksOf(keys)))!;

    public static string JwksOf(params TestKey[] keys) =>
        new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.Jwk)]) }.ToJsonString();

    public static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;

    /// <summary>A token as an honest client makes it.</summary>
    public string Token(JsonObject claims, string? type = "JWT")
    {
        var header = new JsonObject { ["alg"] = _algorithm, ["kid"] = _id };
        if (type is not null)
        {
            header["typ"] = type;
        }

        return Sign(header.ToJsonString(), claims.ToJsonString());
    }

    /// <summary>Whatever a header and a payload say, signed.</summary>
    public string Sign(string header, string payload) => Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));

    public string Sign(byte[] header, byte[] payload)
    {
        var signed = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        return signed + "." + Base64Url.EncodeToString(Signature(Encoding.ASCII.GetBytes(signed)));
    }

    public byte[] Signature(byte[] data) => _pair switch
    {
        ECDsa ec => ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        RSA rsa => rsa.SignData(
            data, HashAlgorithmName.SHA256, _algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>A DPoP proof (RFC 9449 §4.2), with what a test changes about it.</summary>
    public string Proof(
        string method, string url, DateTimeOffset now, Action<JsonObject>? claims = null, Action<JsonObject>? header = null,
        string? accessToken = null)
    {
        var head = new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = _algorithm, ["jwk"] = BareJwk };
        var payload = new JsonObject
        {
            ["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(12)),
            ["htm"] = method,
            ["htu"] = url,
            ["iat"] = now.ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
        {
            payload["ath"] = ExpectedProof.Hash(accessToken);
        }

        header?.Invoke(head);
        claims?.Invoke(payload);
        return Sign(head.ToJsonString(), payload.ToJsonString());
    }

    public void Dispose() => _pair.Dispose();
}
