using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Keywright.Security.Jose;
using Keywright.Tests.Support;

namespace Keywright.Tests.Security.Jose;

/// <summary>What holds for every text, and for every token.</summary>
public sealed class JosePropertyTests
{
    // Characters and pieces that tokens are made of: nonsense gets past the first check only so.
    private static readonly string[] Pieces =
    [
        ".", "=", "-", "_", "A", "e30", "eyJhbGciOiJFUzI1NiJ9", "eyJhbGciOiJub25lIn0", " ", "\u0000", "é", "\ud83d\ude00", "AAAA",
    ];

    private static readonly string[] JsonPieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\"alg\"", "\"ES256\"", "\"kid\"", "\"typ\"", "\"jwk\"", "\"crit\"", "\"kty\":\"EC\"", "1e999",
        "null", "\\ud800", "\\u0000", "true", " ", "-0", "\"exp\":1", "\"keys\":[",
    ];

    [Fact]
    public void Nothing_that_is_sent_makes_a_parser_throw()
    {
        var texts = Gen.OneOf(Gen.Elements(Pieces).ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>());
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            _ = SignedToken.Parse(text)?.Verify(new KeySet([]));
            _ = ProofToken.Verify(text);
            _ = StrictBase64Url.Decode(text);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Nothing_that_is_in_a_token_makes_a_parser_throw()
    {
        using var key = new TestKey();
        var jsons = Gen.Elements(JsonPieces).ListOf().Select(string.Concat);
        Prop.ForAll(Gen.Zip(jsons, jsons).ToArbitrary(), pair =>
        {
            var (header, payload) = pair;
            var token = SignedToken.Parse(key.Sign($$"""{"alg":"ES256",{{header}}}""", payload));
            _ = (token?.Type, token?.KeyId, token?.UnverifiedIssuer);
            _ = ProofToken.Verify(key.Sign(header, payload));
            _ = KeySet.Parse(Encoding.UTF8.GetBytes(payload))?.Keys.Select(one => one.Thumbprint()).ToList();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void What_was_signed_is_what_verifies(string algorithm)
    {
        using var key = new TestKey(algorithm);
        var set = key.Set;
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            // A text that is not UTF-16 has no JSON.
            var subject = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            var token = key.Token(new JsonObject { ["sub"] = subject });
            return SignedToken.Parse(token)!.Verify(set)!.Value.Text("sub") == subject;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void Of_every_token_any_bit_that_is_flipped_breaks_it(string algorithm)
    {
        using var key = new TestKey(algorithm);
        var set = key.Set;
        var token = key.Token(new JsonObject { ["sub"] = "ada", ["iat"] = 1 });
        Assert.NotNull(SignedToken.Parse(token)!.Verify(set));
        var parts = token.Split('.').Select(part => Base64Url.DecodeFromChars(part)).ToArray();

        for (var part = 0; part < 3; part++)
        {
            for (var bit = 0; bit < parts[part].Length * 8; bit++)
            {
                parts[part][bit / 8] ^= (byte)(1 << (bit % 8));
                var broken = string.Join('.', parts.Select(bytes => Base64Url.EncodeToString(bytes)));
                Assert.True(SignedToken.Parse(broken)?.Verify(set) is null, $"part {part}, bit {bit}");
                parts[part][bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }
}
