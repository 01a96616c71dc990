using Keywright.Security.Jose;

namespace Keywright.Tests.Conformance;

/// <summary>The examples of RFC 9449.</summary>
public sealed class DpopRfcTests
{
    private const string Header =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIi"
        + "wieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMi"
        + "LCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.";

    private const string AtTheTokenEndpoint = Header
        + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0d"
        + "HBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ."
        + "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

    private const string AtTheResource = Header
        + "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cH"
        + "M6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6"
        + "MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9."
        + "2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

    private const string AccessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

    [Fact]
    public void The_proof_of_4_1()
    {
        var proof = ProofToken.Verify(AtTheTokenEndpoint)!;

        // §6.1: the thumbprint that the token is bound to.
        Assert.Equal(("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", "-BwC3ESc6acc2lTc"), (proof.Thumbprint, proof.Id));
        Assert.Null(new ExpectedProof("POST", "https://server.example.com/token", null).Refuse(proof));
        Assert.Equal("htm", new ExpectedProof("GET", "https://server.example.com/token", null).Refuse(proof));
        Assert.Equal("ath", new ExpectedProof("POST", "https://server.example.com/token", AccessToken).Refuse(proof));
        Assert.True(ExpectedProof.IsFresh(proof, DateTimeOffset.FromUnixTimeSeconds(1562262616)));
    }

    [Fact]
    public void The_proof_of_7_1()
    {
        var proof = ProofToken.Verify(AtTheResource)!;

        Assert.Equal("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo", ExpectedProof.Hash(AccessToken));
        Assert.Null(new ExpectedProof("GET", "https://resource.example.org/protectedresource", AccessToken).Refuse(proof));
        Assert.Equal("htu", new ExpectedProof("GET", "https://resource.example.com/protectedresource", AccessToken).Refuse(proof));
        Assert.Equal("ath", new ExpectedProof("GET", "https://resource.example.org/protectedresource", AccessToken + "x").Refuse(proof));
    }

    // It brings its own key, so it must never be taken for anything else.
    [Fact]
    public void A_proof_is_no_token_of_any_other_kind()
    {
        var token = SignedToken.Parse(AtTheResource)!;
        Assert.Equal("dpop+jwt", token.Type);
        Assert.Null(token.Verify(new KeySet([])));
    }
}
