using System.Net;
using Keywright.OAuth;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

/// <summary>RFC 6749 §5.2: how refusals are told.</summary>
public sealed class RefusalTests() : OAuthTests(new SqliteTestDatabase())
{
    [Theory]
    [InlineData("Plain text, as it is: 'x' (RFC 6749).", "Plain text, as it is: 'x' (RFC 6749).")]
    [InlineData("RFC 6749 §5.2", "RFC 6749 section 5.2")]
    [InlineData("a\"b\\c\nd\u00e9\u007f", "a'b?c?d??")]
    public void The_description_is_printable_ascii(string text, string told) =>
        Assert.Equal(told, OAuthError.InvalidRequest(text).Description);

    [Fact]
    public async Task What_is_repeated_in_it_can_not_break_out()
    {
        var client = await Client();

        var answer = await client.Token(
            ("grant_type", "client_credentials"), ("resource", "https://api.example/\"\\\u00fc<script>"));

        Is(HttpStatusCode.BadRequest, "invalid_target", answer);
        Assert.DoesNotMatch("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", answer.Text("error_description"));
    }
}
