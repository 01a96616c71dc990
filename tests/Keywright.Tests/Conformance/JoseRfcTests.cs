using System.Text;
using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Tests.Conformance;

/// <summary>The examples in the appendices of the JOSE specifications, and what we refuse of them.</summary>
public sealed class JoseRfcTests
{
    private const string Claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string RsaKey = """
        {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgN
        MsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z
        5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qC
        o5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}
        """;

    private const string RsaToken = "eyJhbGciOiJSUzI1NiJ9." + Claims
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh"
        + "7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
        + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0G"
        + "arZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1p"
        + "hCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string EcKey = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """;

    private const string EcToken = "eyJhbGciOiJFUzI1NiJ9." + Claims
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string HmacToken =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Claims + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    [Fact]
    public void Rfc7515_A2_RS256_verifies() => Assert.Equal("joe", SignedToken.Parse(RsaToken)!.Verify(Set(RsaKey))!.Value.Text("iss"));

    [Fact]
    public void Rfc7515_A3_ES256_verifies() => Assert.Equal("joe", SignedToken.Parse(EcToken)!.Verify(Set(EcKey))!.Value.Text("iss"));

    [Fact]
    public void Rfc7515_a_key_of_one_kind_verifies_nothing_of_another()
    {
        Assert.Null(SignedToken.Parse(RsaToken)!.Verify(Set(EcKey)));
        Assert.Null(SignedToken.Parse(EcToken)!.Verify(Set(RsaKey)));
    }

    // RFC 7519 §3.1 and RFC 7515 A.1: both sides would know the key.
    [Fact]
    public void Rfc7519_3_1_HS256_is_refused() => Assert.Null(SignedToken.Parse(HmacToken));

    // RFC 7519 §6.1 and RFC 7515 A.5.
    [Fact]
    public void Rfc7519_6_1_an_unsecured_token_is_refused() => Assert.Null(SignedToken.Parse("eyJhbGciOiJub25lIn0." + Claims + "."));

    // RFC 7515 A.6 and A.7, and §7.2.1 in the wild: more than one way to say what is signed.
    [Theory]
    [InlineData("""{"payload":"e30","signatures":[{"protected":"eyJhbGciOiJFUzI1NiJ9","signature":"AAAA"}]}""")]
    [InlineData("""{"payload":"e30","protected":"eyJhbGciOiJFUzI1NiJ9","signature":"AAAA"}""")]
    public void Rfc7515_7_2_the_JSON_forms_are_refused(string text) => Assert.Null(SignedToken.Parse(text));

    // RFC 7515 appendix F: the payload is elsewhere.
    [Fact]
    public void Rfc7515_F_a_detached_payload_is_refused() =>
        Assert.Null(SignedToken.Parse(EcToken.Replace(Claims, "", StringComparison.Ordinal)));

    // RFC 7516 A.1, in its shape.
    [Fact]
    public void Rfc7516_an_encrypted_token_is_refused() =>
        Assert.Null(SignedToken.Parse(
            "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvT"));

    [Fact]
    public void Rfc7517_A1_the_keys_for_signatures_are_taken_and_that_for_encryption_is_not()
    {
        var keys = KeySet.Parse(Encoding.UTF8.GetBytes("""
            {"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78Lh
            Wx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst
            n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY
            368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr
            dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFC
            ur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}
            """.Replace("\n", "", StringComparison.Ordinal)))!;

        var key = Assert.Single(keys.Keys);
        Assert.Equal(("2011-04-29", JoseAlgorithm.RS256), (key.Id, key.Algorithm));

        // RFC 7638 §3.1.
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.Thumbprint());
    }

    // RFC 7517 A.3: symmetric keys are no public keys.
    [Fact]
    public void Rfc7517_A3_symmetric_keys_are_passed_over() =>
        Assert.Empty(Keys("""{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}"""));

    // RFC 7518 §3.1 and §8: a set with keys of others is still a set.
    [Fact]
    public void Rfc8037_keys_of_edwards_curves_are_passed_over()
    {
        const string Edwards = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";
        Assert.Empty(Keys(Edwards));
        Assert.Equal("joe", SignedToken.Parse(EcToken)!.Verify(Set(Edwards, EcKey))!.Value.Text("iss"));
        Assert.Null(SignedToken.Parse(
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt"
            + "9g7sVvpAr_MuM0KAg"));
    }

    // RFC 7518 §3.4: another curve than the algorithm's.
    [Fact]
    public void Rfc7518_ES256_is_of_P256_only() => Assert.Empty(Keys(EcKey.Replace("P-256", "secp256k1", StringComparison.Ordinal)));

    // RFC 7797 §4: the example's header, and the same without crit.
    [Theory]
    [InlineData("""{"alg":"ES256","b64":false,"crit":["b64"]}""")]
    [InlineData("""{"alg":"ES256","b64":false}""")]
    [InlineData("""{"alg":"ES256","b64":true}""")]
    public void Rfc7797_payloads_that_are_not_encoded_are_refused(string header)
    {
        using var key = new Support.TestKey();
        Assert.Null(SignedToken.Parse(key.Sign(header, "{}")));
    }

    private static IEnumerable<PublicKey> Keys(string key) =>
        PublicKey.Parse(JsonDocument.Parse(key.Replace("\n", "", StringComparison.Ordinal)).RootElement);

    private static KeySet Set(params string[] keys) => new([.. keys.SelectMany(Keys)]);
}
