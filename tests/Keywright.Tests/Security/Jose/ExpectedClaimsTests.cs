using System.Text;
using Keywright.Security.Jose;

namespace Keywright.Tests.Security.Jose;

public sealed class ExpectedClaimsTests
{
    private static readonly ExpectedClaims Expected =
        new("https://id.example", "us", DateTimeOffset.FromUnixTimeSeconds(1000)) { Nonce = "n" };

    [Theory]
    [InlineData(null, """{"iss":"https://id.example","sub":"a","aud":"us","exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData(null, """{"iss":"https://id.example","sub":"a","aud":["us"],"exp":941,"iat":1060,"nbf":1060,"nonce":"n"}""")]
    [InlineData(null, """{"iss":"https://id.example","sub":"a","aud":["us","them"],"azp":"us","exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData("aud", """{"iss":"https://id.example","sub":"a","aud":["us","them"],"exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData("aud", """{"iss":"https://id.example","sub":"a","aud":["us",7],"exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData("aud", """{"iss":"https://id.example","sub":"a","exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData("aud", """{"iss":"https://id.example","sub":"a","aud":["\ud800"],"exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData(null, """{"iss":"https://id.example","sub":"a","aud":"us","exp":253402300799,"iat":1000,"nonce":"n"}""")]
    [InlineData("azp", """{"iss":"https://id.example","sub":"a","aud":"us","azp":7,"exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData("iss", """{"iss":"https://id.example/","sub":"a","aud":"us","exp":1001,"iat":1000,"nonce":"n"}""")]
    [InlineData("exp", """{"iss":"https://id.example","sub":"a","aud":"us","exp":940,"iat":1000,"nonce":"n"}""")]
    [InlineData("exp", """{"iss":"https://id.example","sub":"a","aud":"us","exp":"1001","iat":1000,"nonce":"n"}""")]
    [InlineData("exp", """{"iss":"https://id.example","sub":"a","aud":"us","exp":1e400,"iat":1000,"nonce":"n"}""")]
    [InlineData("nbf", """{"iss":"https://id.example","sub":"a","aud":"us","exp":1001,"nbf":1061,"iat":1000,"nonce":"n"}""")]
    [InlineData("nbf", """{"iss":"https://id.example","sub":"a","aud":"us","exp":1001,"nbf":"x","iat":1000,"nonce":"n"}""")]
    [InlineData("iat", """{"iss":"https://id.example","sub":"a","aud":"us","exp":1001,"iat":1061,"nonce":"n"}""")]
    [InlineData("iat", """{"iss":"https://id.example","sub":"a","aud":"us","exp":1001,"iat":99,"nonce":"n"}""")]
    [InlineData("nonce", """{"iss":"https://id.example","sub":"a","aud":"us","exp":1001,"iat":1000}""")]
    [InlineData("sub", """{"iss":"https://id.example","sub":7,"aud":"us","exp":1001,"iat":1000,"nonce":"n"}""")]
    public void The_first_claim_that_is_wrong_is_named(string? wrong, string claims) =>
        Assert.Equal(wrong, Expected.Refuse(StrictJson.Object(Encoding.UTF8.GetBytes(claims))!.Value));
}
