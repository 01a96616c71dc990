using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Security.Jose;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security.Jose;

/// <summary>Attacks on users of JOSE that were published, each against a token that would verify without it.</summary>
public sealed class JoseAttackTests : IDisposable
{
    private const string Payload = """{"sub":"ada"}""";

    private readonly TestKey _ec = new("ES256", "ec");
    private readonly TestKey _rsa = new("RS256", "rsa");
    private readonly TestKey _pss = new("PS256", "pss");
    private readonly KeySet _keys;

    public JoseAttackTests() => _keys = TestKey.SetOf(_ec, _rsa, _pss);

    public void Dispose()
    {
        _ec.Dispose();
        _rsa.Dispose();
        _pss.Dispose();
    }

    // CVE-2015-9235, CVE-2018-1000531 and many more.
    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("none ")]
    [InlineData("none\u0000")]
    [InlineData("")]
    public void None_is_no_algorithm_however_it_is_spelt(string algorithm)
    {
        var parts = Token().Split('.');
        foreach (var signature in new[] { "", "AAAA", parts[2] })
        {
            Assert.Null(SignedToken.Parse(Forgery.Unsigned(algorithm, new JsonObject { ["sub"] = "ada" }, signature)));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"alg":null}""")]
    [InlineData("""{"alg":["ES256"]}""")]
    [InlineData("""{"alg":{"name":"ES256"}}""")]
    [InlineData("""{"ALG":"ES256"}""")]
    [InlineData("""{"alg":"ES256 "}""")]
    [InlineData("""{"alg":"ES384"}""")]
    [InlineData("""{"alg":"RSA-OAEP"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    public void Only_our_algorithms_are_any(string header) => Assert.Null(SignedToken.Parse(_ec.Sign(header, Payload)));

    // CVE-2016-5431, CVE-2016-10555: the public key as the key of an HMAC, in each of its forms.
    [Fact]
    public void A_public_key_is_no_secret()
    {
        foreach (var bytes in new[] { _rsa.Jwk.ToJsonString(), _ec.Jwk.ToJsonString(), (string)_rsa.BareJwk["n"]! })
        {
            var signed = Forgery.Encode("""{"alg":"HS256","kid":"rsa"}""") + "." + Forgery.Encode(Payload);
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(bytes), Encoding.ASCII.GetBytes(signed));
            Assert.Null(SignedToken.Parse(signed + "." + Base64Url.EncodeToString(mac))?.Verify(_keys));
        }
    }

    // CVE-2022-21449: r and s of zero verified everything.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void A_psychic_signature_proves_nothing(byte r, byte s)
    {
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var zeros = new byte[31];
        foreach (var signature in new byte[][]
        {
            [.. zeros, r, .. zeros, s], [.. order, .. order], [.. zeros, r, .. order], [.. order, .. zeros, s],
        })
        {
            Assert.Null(SignedToken.Parse(Stripped() + "." + Base64Url.EncodeToString(signature))!.Verify(_keys));
        }
    }

    // CVE-2018-0114 and the parameters beside it.
    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    [InlineData("x5t")]
    public void A_header_brings_no_key(string parameter)
    {
        using var evil = new TestKey("ES256", "ec");
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["kid"] = "ec",
            [parameter] = parameter == "jwk" ? evil.Jwk : parameter == "x5c" ? new JsonArray("AAAA") : "https://evil.example/keys",
        };

        Assert.Null(SignedToken.Parse(evil.Sign(header.ToJsonString(), Payload))!.Verify(_keys));
        Assert.NotNull(SignedToken.Parse(_ec.Sign(header.ToJsonString(), Payload))!.Verify(_keys));
    }

    [Theory]
    [InlineData("../../../dev/null")]
    [InlineData("x' UNION SELECT 'a' --")]
    [InlineData("rsa\u0000ec")]
    [InlineData("https://evil.example/ec")]
    [InlineData("EC")]
    [InlineData("")]
    public void A_kid_is_compared_and_nothing_else(string kid) => Assert.Null(SignedToken.Parse(
        _ec.Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = kid }.ToJsonString(), Payload))!.Verify(_keys));

    [Fact]
    public void Where_no_kid_is_told_any_key_of_the_algorithm_may_have_signed() =>
        Assert.NotNull(SignedToken.Parse(_pss.Sign("""{"alg":"PS256"}""", Payload))!.Verify(_keys));

    [Fact]
    public void A_key_is_for_its_own_algorithm()
    {
        Assert.Null(SignedToken.Parse(_rsa.Sign("""{"alg":"PS256","kid":"rsa"}""", Payload))!.Verify(_keys));
        Assert.Null(SignedToken.Parse(_rsa.Sign("""{"alg":"RS256","kid":"pss"}""", Payload))!.Verify(_keys));
        Assert.Null(SignedToken.Parse(_rsa.Sign("""{"alg":"ES256","kid":"rsa"}""", Payload))!.Verify(_keys));
        Assert.Null(SignedToken.Parse(_ec.Sign("""{"alg":"RS256","kid":"ec"}""", Payload))!.Verify(_keys));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","alg":"ES256"}""", Payload)]
    [InlineData("""{"alg":"ES256","\u0061lg":"none"}""", Payload)]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"ada","sub":"eve"}""")]
    [InlineData("""{"alg":"ES256"}""", """{"a":{"sub":"ada","sub":"eve"}}""")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"ada"}{"sub":"eve"}""")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"ada"} x""")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"ada",}""")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":"ada"/**/}""")]
    [InlineData("""{"alg":"ES256"}""", """{'sub':'ada'}""")]
    [InlineData("""{"alg":"ES256"}""", """{"sub":NaN}""")]
    [InlineData("""{"alg":"ES256"}""", "\"ada\"")]
    [InlineData("""{"alg":"ES256"}""", "")]
    [InlineData("""{"alg":"ES256","typ":7}""", Payload)]
    [InlineData("""{"alg":"ES256","kid":null}""", Payload)]
    [InlineData("""{"alg":"ES256","crit":[]}""", Payload)]
    [InlineData("""{"alg":"ES256","crit":["exp"],"exp":1}""", Payload)]
    public void What_two_readers_may_understand_differently_is_not_read(string header, string payload) =>
        Assert.Null(SignedToken.Parse(_ec.Sign(header, payload)));

    [Fact]
    public void Json_is_neither_deep_nor_in_another_encoding()
    {
        var header = """{"alg":"ES256"}"""u8.ToArray();
        Assert.Null(SignedToken.Parse(_ec.Sign(header, Encoding.UTF8.GetBytes(new string('[', 5000)))));
        Assert.Null(SignedToken.Parse(_ec.Sign("""{"alg":"ES256"}""", $$"""{"a":{{new string('[', 16)}}{{new string(']', 16)}}}""")));
        Assert.Null(SignedToken.Parse(_ec.Sign(header, [.. "{\"sub\":\""u8, 0xC0, 0x80, .. "\"}"u8])));
        Assert.Null(SignedToken.Parse(_ec.Sign(header, [.. "{\"sub\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8])));
        Assert.Null(SignedToken.Parse(_ec.Sign(header, [0xEF, 0xBB, 0xBF, .. "{}"u8])));
        Assert.Null(SignedToken.Parse(_ec.Sign(header, Encoding.Unicode.GetBytes(Payload))));
        var halves = SignedToken.Parse(_ec.Sign("""{"alg":"ES256","a":"\ud800"}""", """{"\ud800":1,"\ud801":1}"""));
        Assert.Null(halves?.Verify(_keys)?.Text("\ufffd"));
    }

    [Fact]
    public void A_token_has_three_parts_of_bounded_length()
    {
        var token = Token();
        foreach (var text in new[]
        {
            token + ".", "." + token, token + "." + token, Stripped(), Stripped() + ".", token.Replace('.', ','), token + "\n", " " + token,
            new string('.', SignedToken.MaxLength), token + new string('A', SignedToken.MaxLength), "", ".", "..",
        })
        {
            Assert.Null(SignedToken.Parse(text));
        }
    }

    // base64url of 64 bytes ends with bits that no byte takes, and other decoders pass over padding, blanks and the other alphabet.
    [Fact]
    public void A_token_is_written_in_one_way()
    {
        var token = Token();
        foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(c => c != token[^1]))
        {
            Assert.Null(SignedToken.Parse(token[..^1] + other)?.Verify(_keys));
        }

        foreach (var other in new[]
        {
            token + "=", token + "==", token.Insert(5, " "), token.Insert(5, "\n"), token.Insert(5, "+"), token.Insert(5, "%2D"),
        })
        {
            Assert.Null(SignedToken.Parse(other));
        }
    }

    [Fact]
    public void A_signature_of_another_form_is_none()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = new TestKey("ES256", "der", pair);
        var data = Encoding.ASCII.GetBytes(Stripped());
        var der = pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var fixedLength = key.Signature(data);
        foreach (var signature in new byte[][] { der, fixedLength[..63], [.. fixedLength, 0], [0, .. fixedLength], [] })
        {
            Assert.False(key.Set.Keys.Single().Verify(data, signature));
        }

        Assert.True(key.Set.Keys.Single().Verify(data, fixedLength));
    }

    [Fact]
    public void A_weak_key_is_none()
    {
        var good = _rsa.BareJwk;
        foreach (var (member, value) in new[]
        {
            ("e", Encoded(1)), ("e", Encoded(2)), ("e", Encoded(65536)), ("e", ""), ("e", "AAEAAQ"), ("e", "AQAAAAAB"),
            ("n", Encoded(BigInteger.One << 2047)), ("n", Encoded((BigInteger.One << 1023) + 1)), ("n", ""),
            ("n", "A" + (string)good["n"]!),
        })
        {
            var weak = _rsa.BareJwk;
            weak[member] = value;
            Assert.Empty(PublicKey.Parse(TestKey.Element(weak)));
        }

        using var small = new TestKey("RS256", "small", RSA.Create(1024));
        Assert.Empty(small.Set.Keys);
        Assert.Equal(2, PublicKey.Parse(TestKey.Element(good)).Count());
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_no_key()
    {
        foreach (var (x, y) in new[]
        {
            (new byte[32], new byte[32]), (new byte[32], [.. new byte[31], 1]), ([.. new byte[31], 5], new byte[32]),
        })
        {
            Assert.Empty(PublicKey.Parse(TestKey.Element(new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(x),
                ["y"] = Base64Url.EncodeToString(y),
            })));
        }
    }

    [Fact]
    public void A_set_of_too_many_keys_is_none() =>
        Assert.Null(KeySet.Parse(Encoding.UTF8.GetBytes("{\"keys\":[" + string.Join(',', Enumerable.Repeat("{}", 65)) + "]}")));

    private static string Encoded(BigInteger number) => Base64Url.EncodeToString(number.ToByteArray(isUnsigned: true, isBigEndian: true));

    private string Token() => _ec.Sign("""{"alg":"ES256","kid":"ec"}""", Payload);

    private string Stripped() => Token() is var token ? token[..token.LastIndexOf('.')] : "";
}
