using System.Text.RegularExpressions;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class OAuthErrorOnSqlite() : OAuthErrorTests(new SqliteTestDatabase());

public sealed class OAuthErrorOnPostgres() : OAuthErrorTests(new PostgresTestDatabase());

/// <summary>RFC 6749 §4.1.2.1 and §5.2: what a description may be made of.</summary>
public abstract partial class OAuthErrorTests(TestDatabase database) : OAuthTests(database)
{
    private static readonly string Odd = "https://\u00e9.example/\"<script>\\\r\n\u202e" + new string('x', 4000);

    [Fact]
    public async Task An_error_is_described_in_the_characters_of_the_RFC_and_in_few()
    {
        var (visitor, _) = await SignedInVisitor();
        var client = await Client();
        string[] descriptions =
        [
            (await client.Token(("grant_type", "client_credentials"), ("scope", "a  b"))).Text("error_description"),
            (await client.Token(("grant_type", "client_credentials"), ("resource", Odd))).Text("error_description"),
            (await client.Token(("grant_type", "x"), ("resource", "1"), ("resource", "2"))).Text("error_description"),
            (await client.Redeem(await client.Code(visitor), ("code_verifier", "short"))).Text("error_description"),
            (await Server.Send("POST", "~/oauth/token", TestClient.Form([(Odd, "1"), (Odd, "2")]))).Text("error_description"),
            client.Returned(await visitor.Get(client.AuthorizeUrl(("code_challenge_method", "plain"))))["error_description"],
            client.Returned(await visitor.Get(client.AuthorizeUrl(("resource", Odd))))["error_description"],
            client.Returned(await visitor.Get(client.AuthorizeUrl((Odd[..200], "1")) + $"&{Uri.EscapeDataString(Odd[..200])}=2"))[
                "error_description"],
        ];

        Assert.All(descriptions, text => Assert.Matches(Allowed(), text));
    }

    [GeneratedRegex(@"^[\x20-\x21\x23-\x5B\x5D-\x7E]{10,1000}\z")]
    private static partial Regex Allowed();
}
