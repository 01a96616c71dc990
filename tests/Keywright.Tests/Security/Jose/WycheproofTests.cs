using System.Text;
using System.Text.Json;
using Keywright.Security.Jose;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security.Jose;

/// <summary>
/// The public vectors of Project Wycheproof: what is true verifies where the algorithm is ours, and what is false never does.
/// </summary>
public sealed class WycheproofTests
{
    public static TheoryData<string> Signatures => Vectors.Theory("wycheproof-jws.txt");

    public static TheoryData<string> Sets => Vectors.Theory("wycheproof-jwk.txt");

    [Theory]
    [MemberData(nameof(Signatures))]
    public void A_jws(string line)
    {
        var columns = Vectors.Columns(line);
        var key = JsonDocument.Parse(columns[2]).RootElement;

        // With members of the private half, or for others' algorithms, as some are.
        var isOurs = JoseAlgorithms.Parse(key.Text("alg")) is not null && HeadOf(columns[3]) == key.Text("alg") && MayVerify(key);
        Assert.Equal(columns[0] == "valid" && isOurs, PublicKey.Parse(key).Any(ours => IsSigned(columns[3], ours)));

        // Their payloads are no claims.
        Assert.Null(SignedToken.Parse(columns[3])?.Verify(new KeySet([.. PublicKey.Parse(key)])));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_set_of_keys(string line)
    {
        var columns = Vectors.Columns(line);
        var isOurs = JoseAlgorithms.Parse(HeadOf(columns[3])) is not null;

        var keys = KeySet.Parse(Encoding.UTF8.GetBytes(columns[2]));
        Assert.Equal(columns[0] == "valid" && isOurs, keys?.Keys.Any(key => IsSigned(columns[3], key)) == true);
    }

    [Fact]
    public void Signatures_of_ES256()
    {
        foreach (var columns in Vectors.Lines("wycheproof-es256.txt").Select(Vectors.Columns))
        {
            var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{columns[2]}}","y":"{{columns[3]}}"}""";
            var key = PublicKey.Parse(JsonDocument.Parse(jwk).RootElement, JoseAlgorithm.ES256)!;

            var isTrue = key.Verify(Convert.FromHexString(columns[4]), Convert.FromHexString(columns[5]));
            Assert.True(isTrue == (columns[0] == "valid"), columns[1]);
        }
    }

    private static bool IsSigned(string jws, PublicKey key) => CompactJws.Parse(jws, SignedToken.MaxLength)?.IsSignedBy(key) == true;

    private static bool MayVerify(JsonElement key) =>
        !key.TryGetProperty("key_ops", out var operations) || operations.EnumerateArray().Any(one => one.ValueEquals("verify"));

    private static string? HeadOf(string jws) =>
        StrictBase64Url.Decode(jws.Split('.')[0]) is { } head ? StrictJson.Object(head)?.Text("alg") : null;
}
