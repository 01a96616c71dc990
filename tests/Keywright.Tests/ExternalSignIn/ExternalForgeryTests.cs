using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.External;
using Keywright.Tests.Support;

namespace Keywright.Tests.ExternalSignIn;

public sealed class ExternalForgeryOnSqlite() : ExternalForgeryTests(new SqliteTestDatabase());

public sealed class ExternalForgeryOnPostgres() : ExternalForgeryTests(new PostgresTestDatabase());

/// <summary>States, answers and tokens that are not what they say.</summary>
public abstract class ExternalForgeryTests(TestDatabase database) : ExternalTests(database)
{
    [Fact]
    public async Task A_state_of_another_browser_is_refused()
    {
        var victim = await Begin();
        var attacker = await Begin();
        var callback = Provider.Approve(attacker.Headers["Location"], Ada);

        IsUnknown(await Server.Get(callback, null, ("Cookie", victim.AllCookies())));
        IsUnknown(await Server.Get(callback));
        Assert.Equal((0, 0), (Provider.Redeemed, await Users()));
    }

    [Fact]
    public async Task A_state_ends_on_the_tick()
    {
        var begun = await Begin();
        Server.Wait(TimeSpan.FromMinutes(10));

        IsUnknown(await Back(begun, Ada));
    }

    [Fact]
    public async Task An_answer_of_another_provider_is_refused()
    {
        var begun = await Begin();
        var callback = Provider.Approve(begun.Headers["Location"], Ada).Replace("/fake/", "/other/", StringComparison.Ordinal);

        IsUnknown(await Server.Get(callback, null, ("Cookie", begun.AllCookies())));
    }

    [Fact]
    public async Task Where_the_provider_names_itself_another_name_is_refused()
    {
        Provider.SendsIssuer = true;
        var begun = await Begin();
        var callback = Provider.Approve(begun.Headers["Location"], Ada);
        var forged = callback[..callback.IndexOf("&iss", StringComparison.Ordinal)];

        IsError("provider_failed", await Server.Get(forged + "&iss=https%3A%2F%2Fevil.example", null, ("Cookie", begun.AllCookies())));
        begun = await Begin();
        callback = Provider.Approve(begun.Headers["Location"], Ada);
        forged = callback[..callback.IndexOf("&iss", StringComparison.Ordinal)];
        IsError("provider_failed", await Server.Get(forged, null, ("Cookie", begun.AllCookies())));
        IsOk(await SignIn(Ada));
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("aud", "another-client")]
    [InlineData("iss", "https://evil.example")]
    [InlineData("azp", "another-client")]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("exp", 1)]
    [InlineData("iat", 1)]
    [InlineData("sub", "")]
    public async Task A_claim_that_is_not_as_expected_is_refused(string claim, object? value)
    {
        Provider.Claims = claims => claims[claim] = value is int number ? JsonValue.Create(number) : JsonValue.Create((string?)value);

        IsError("provider_failed", await Visit(Ada));
        Assert.Equal(0, await Users());
        Assert.Equal(["external_login!"], await Server.AuditTypes());
    }

    [Fact]
    public async Task A_token_that_nobody_signed_is_refused()
    {
        Provider.Forge = token => FakeProvider.Encode(new() { ["alg"] = "none" }) + "." + token.Split('.')[1] + ".";
        IsError("provider_failed", await Visit(Ada));

        Provider.Forge = token => token[..token.LastIndexOf('.')] + "." + new string('A', 86);
        IsError("provider_failed", await Visit(Ada));
        Assert.Equal(0, await Users());
    }

    [Fact]
    public async Task New_keys_of_the_provider_are_read_and_junk_does_not_make_us_ask()
    {
        IsOk(await SignIn(Ada));
        Provider.Rotate("two");
        Server.Wait(TimeSpan.FromMinutes(2));
        IsOk(await SignIn(Ada));
        var reads = Provider.KeyReads;

        Provider.Forge = token => Provider.Sign(new() { ["alg"] = "ES256", ["kid"] = "junk" }, []);
        for (var i = 0; i < 5; i++)
        {
            IsError("provider_failed", await Visit(Ada));
        }

        Assert.Equal(reads, Provider.KeyReads);
    }

    private static void IsUnknown(Answer answer) => Is(HttpStatusCode.BadRequest, "external_sign_in_failed", answer);
}
