using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Security.Jose;

namespace Keywright.Tests.Security.Jose;

public sealed class SignedTokenTests
{
    // RFC 7515 appendix A.3.
    private const string Es256Key = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """;

    private const string Es256Token =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    // RFC 7638 §3.1.
    private const string RsaKey =
        "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
        + "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJ"
        + "ZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1"
        + "jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";

    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly RSA Rsa = RSA.Create(2048);

    private static readonly KeySet Ours = Set(CurveJwk(Curve), RsaJwk("RS256", "rsa"), RsaJwk("PS256", "pss"));

    [Fact]
    public void The_example_of_RFC_7515_verifies()
    {
        var claims = SignedToken.Parse(Es256Token)!.Verify(Set(JsonNode.Parse(Es256Key)!));

        Assert.Equal("joe", claims!.Value.Text("iss"));
    }

    [Fact]
    public void The_thumbprint_of_RFC_7638() => Assert.Equal(
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Set(JsonNode.Parse(RsaKey)!).Keys.Single().Thumbprint());

    [Fact]
    public void What_one_of_the_keys_signed_verifies()
    {
        Assert.NotNull(Verify(Sign("ES256", "ec")));
        Assert.NotNull(Verify(Sign("RS256", "rsa")));
        Assert.NotNull(Verify(Sign("PS256", "pss")));
    }

    [Fact]
    public void A_token_does_not_choose_how_it_is_verified()
    {
        var parts = Sign("RS256", "rsa").Split('.');
        var publicKey = Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem());
        var head = Encode("""{"alg":"HS256","kid":"rsa"}""");
        var forged = HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(head + "." + parts[1]));

        Assert.Null(Verify($"{head}.{parts[1]}.{Base64Url.EncodeToString(forged)}"));
        Assert.Null(Verify($"{Encode("""{"alg":"none"}""")}.{parts[1]}."));
        Assert.Null(Verify($"{Encode("""{"alg":"none"}""")}.{parts[1]}.AAAA"));
        Assert.Null(Verify(Sign("RS256", "pss")));
        Assert.Null(Verify(Sign("PS256", "rsa")));
        Assert.Null(Verify(Sign("ES256", "rsa")));
    }

    [Fact]
    public void A_key_in_the_header_is_not_used()
    {
        using var evil = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["jwk"] = CurveJwk(evil),
            ["x5u"] = "https://evil.example",
            ["jku"] = "file:///etc",
        };

        Assert.Null(Verify(Sign(header.ToJsonString(), "{}", data => Es(evil, data))));
    }

    [Theory]
    [InlineData("../../dev/null")]
    [InlineData("' OR 1=1 --")]
    [InlineData("EC")]
    public void A_key_id_is_compared_and_nothing_else(string kid) => Assert.Null(Verify(Sign("ES256", kid)));

    [Theory]
    [InlineData("""{"alg":"ES256","alg":"ES256"}""", "{}")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"a","sub":"b"}""")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"a","s\u0075b":"b"}""")]
    [InlineData("""{"alg":"ES256","crit":["exp"]}""", "{}")]
    [InlineData("""{"alg":"ES256","kid":7}""", "{}")]
    [InlineData("""{"alg":"es256"}""", "{}")]
    [InlineData("""{"alg":"ES256"}""", "[]")]
    [InlineData("""{"alg":"ES256"}""", "{")]
    [InlineData("""{}""", "{}")]
    public void What_could_be_read_in_two_ways_is_not_read(string header, string payload) =>
        Assert.Null(SignedToken.Parse(Sign(header, payload, data => Es(Curve, data))));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("e30=.e30.AAAA")]
    [InlineData("e30.e3 0.AAAA")]
    public void Nonsense_is_no_token(string text) => Assert.Null(SignedToken.Parse(text));

    [Fact]
    public void A_signature_is_whole_and_not_zero()
    {
        var token = Sign("ES256", "ec");
        var signed = token[..token.LastIndexOf('.')];

        Assert.Null(Verify(signed + "."));
        Assert.Null(Verify(signed + "." + Base64Url.EncodeToString(new byte[64])));
        Assert.Null(Verify(signed + "." + Base64Url.EncodeToString(new byte[63])));
        Assert.Null(Verify(signed + "." + Base64Url.EncodeToString(Curve.SignData(
            Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))));
    }

    [Fact]
    public void A_huge_token_is_not_read()
    {
        var huge = $$"""{"a":"{{new string('x', 16 * 1024)}}"}""";

        Assert.Null(SignedToken.Parse(Sign("""{"alg":"ES256"}""", huge, data => Es(Curve, data))));
    }

    [Fact]
    public void Base64url_has_one_form()
    {
        Assert.NotNull(StrictBase64Url.Decode("AA"));
        Assert.Null(StrictBase64Url.Decode("AB"));
        Assert.Null(StrictBase64Url.Decode("AA=="));
        Assert.Null(StrictBase64Url.Decode("A"));
    }

    [Fact]
    public void Keys_that_are_not_for_us_are_passed_over()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var weak = RSA.Create(1024);
        var encryption = RsaJwk("RS256", "enc");
        encryption["use"] = "enc";
        var offCurve = CurveJwk(Curve);
        offCurve["y"] = offCurve["x"]!.GetValue<string>();
        var renamed = CurveJwk(Curve);
        renamed["alg"] = "RS256";

        Assert.Empty(Set(
            new JsonObject { ["kty"] = "oct", ["k"] = "AAAA", ["alg"] = "HS256" }, CurveJwk(large), RsaJwk("RS256", "weak", weak),
            encryption, offCurve, renamed, RsaJwk("RSA-OAEP", "oaep"), new JsonObject(), JsonValue.Create(7)).Keys);
    }

    private static System.Text.Json.JsonElement? Verify(string text) => SignedToken.Parse(text)?.Verify(Ours);

    private static string Sign(string algorithm, string kid) => Sign(
        new JsonObject { ["alg"] = algorithm, ["kid"] = kid }.ToJsonString(), "{}", data => algorithm == "ES256"
            ? Es(Curve, data)
            : Rsa.SignData(data, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));

    private static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        var signed = Encode(header) + "." + Encode(payload);
        return signed + "." + Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)));
    }

    private static byte[] Es(ECDsa key, byte[] data) =>
        key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static KeySet Set(params JsonNode?[] keys) =>
        KeySet.Parse(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString()))!;

    private static JsonObject CurveJwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new()
        {
            ["kty"] = "EC",
            ["kid"] = "ec",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    private static JsonObject RsaJwk(string algorithm, string kid, RSA? key = null)
    {
        var parameters = (key ?? Rsa).ExportParameters(false);
        return new()
        {
            ["kty"] = "RSA",
            ["kid"] = kid,
            ["alg"] = algorithm,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }
}
