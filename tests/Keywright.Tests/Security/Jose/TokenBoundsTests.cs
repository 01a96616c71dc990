using System.Text;
using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Tests.Security.Jose;

/// <summary>Whatever a client writes into its token, it gets an answer and no error of ours.</summary>
public sealed class TokenBoundsTests
{
    [Theory]
    [InlineData(253_402_300_799)]
    [InlineData(9_999_999_999_999)]
    public void The_last_second_of_all_is_too_late(long end) => Assert.Equal("exp", TokenBounds.RefuseTime(
        Claims($$"""{"exp":{{end}}}"""), DateTimeOffset.FromUnixTimeSeconds(1000), TimeSpan.FromMinutes(5)));

    [Theory]
    [InlineData("""{"aud":"\ud800"}""")]
    [InlineData("""{"aud":["\ud800"]}""")]
    [InlineData("""{"aud":["us","\udc00"]}""")]
    public void Half_a_character_is_the_name_of_nobody(string claims) => Assert.False(TokenBounds.IsForUsOnly(Claims(claims), ["us"]));

    [Fact]
    public void Half_a_character_is_no_use_of_a_key() => Assert.Empty(PublicKey.Parse(Claims("""
        {"kty":"EC","crv":"P-256","key_ops":["\ud800"],
         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """)));

    private static JsonElement Claims(string json) => StrictJson.Object(Encoding.UTF8.GetBytes(json))!.Value;
}
