using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.Client;

/// <summary>What a web application must not take for a sign-in (RFC 9700 §2.1, OpenID Connect Core §3.1.3.7).</summary>
public sealed class SignInAttackTests : SignInTests
{
    [Fact]
    public async Task An_answer_to_another_browser_signs_nobody_in()
    {
        var asked = await Begin(browser: NewBrowser());

        await IsRefused(await Return(asked.Parameter("state")));
        Assert.Empty(Provider.Forms);
    }

    [Fact]
    public async Task An_answer_with_the_state_of_another_browser_signs_nobody_in()
    {
        var theirs = await Begin(browser: NewBrowser());
        _ = await Begin();

        await IsRefused(await Return(theirs.Parameter("state")));
        Assert.Empty(Provider.Forms);
    }

    [Fact]
    public async Task Two_sign_ins_of_one_browser_do_not_disturb_each_other()
    {
        var one = await Begin("/me?tab=1");
        var two = await Begin("/me?tab=2");

        Assert.Equal("/me?tab=2", (await Return(two.Parameter("state"))).Location);
        Provider.Nonce = one.Parameter("nonce");
        Assert.Equal("/me?tab=1", (await Return(one.Parameter("state"))).Location);
    }

    [Fact]
    public async Task An_answer_works_once()
    {
        var asked = await Begin();
        Assert.Equal(HttpStatusCode.Redirect, (await Return(asked.Parameter("state"))).Status);

        Assert.Equal(HttpStatusCode.BadRequest, (await Return(asked.Parameter("state"))).Status);
        Assert.Single(Provider.Forms);
    }

    [Theory]
    [InlineData("code=c")]
    [InlineData("code=c&iss=https%3A%2F%2Fevil.example")]
    [InlineData("code=c&iss=https%3A%2F%2Fid.example%2F")]
    [InlineData("code=c&iss=https%3A%2F%2Fid.example&iss=https%3A%2F%2Fid.example")]
    [InlineData("code=c&code=d&iss=https%3A%2F%2Fid.example")]
    [InlineData("iss=https%3A%2F%2Fid.example")]
    [InlineData("error=access_denied&iss=https%3A%2F%2Fid.example")]
    [InlineData("error=server_error&iss=https%3A%2F%2Fid.example")]
    public async Task An_answer_of_nobody_or_of_another_server_is_refused(string query)
    {
        var asked = await Begin();

        await IsRefused(await Return(asked.Parameter("state"), query));
        Assert.Empty(Provider.Forms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task A_state_that_is_not_ours_is_refused(string state)
    {
        _ = await Begin();

        await IsRefused(await Return(state));
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("iss", "https://evil.example")]
    [InlineData("aud", "another client")]
    [InlineData("azp", "another client")]
    [InlineData("sub", null)]
    [InlineData("at_hash", "another token's")]
    public async Task An_ID_token_that_is_not_for_this_sign_in_is_refused(string claim, string? value)
    {
        var asked = await Begin();
        Provider.Id = claims => claims[claim] = value;

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Fact]
    public async Task An_ID_token_for_several_clients_is_refused_when_it_does_not_say_that_it_is_ours()
    {
        var asked = await Begin();
        Provider.Id = claims => claims["aud"] = new JsonArray("shop", "another client");

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Fact]
    public async Task An_ID_token_that_has_ended_is_refused()
    {
        var asked = await Begin();
        Provider.Id = claims => claims["exp"] = Clock.GetUtcNow().AddMinutes(-2).ToUnixTimeSeconds();

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Fact]
    public async Task An_ID_token_signed_by_another_is_refused()
    {
        var asked = await Begin();
        using var other = Provider.Signer = new TestKey();

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Fact]
    public async Task An_access_token_is_no_ID_token()
    {
        var asked = await Begin();
        Provider.IdType = "at+jwt";

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Fact]
    public async Task The_claims_of_another_user_are_not_taken()
    {
        var asked = await Begin();
        Provider.User["sub"] = "eve";

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Fact]
    public async Task A_code_that_the_server_refuses_signs_nobody_in()
    {
        var asked = await Begin();
        Provider.Refuses = true;

        await IsRefused(await Return(asked.Parameter("state")));
    }

    [Theory]
    [InlineData("/orders?id=1", "/orders?id=1")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\\\evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("evil.example", "/")]
    public async Task Nobody_is_led_to_another_site(string returnTo, string expected)
    {
        var back = await SignIn("/login?return_to=" + Uri.EscapeDataString(returnTo));
        var left = await Browser.Get("/logout?return_to=" + Uri.EscapeDataString(returnTo));

        Assert.Equal((HttpStatusCode.Redirect, expected), (back.Status, back.Location));
        Assert.Equal(expected, (await Browser.Get("/signout-keywright?state=" + Uri.EscapeDataString(left.Parameter("state")))).Location);
    }
}
