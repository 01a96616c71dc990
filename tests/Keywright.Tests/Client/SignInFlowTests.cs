using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Tests.Client;

/// <summary>Signing in and out, and what is done with the tokens.</summary>
public sealed class SignInFlowTests : SignInTests
{
    [Fact]
    public async Task A_user_signs_in_and_is_back_where_they_were()
    {
        var asked = await Begin("/me?tab=1");
        var back = await Return(asked.Parameter("state"));
        var me = await Browser.Get("/me");

        Assert.Equal(
            ("code", "shop", Callback, "openid profile email", "S256"),
            (asked.Parameter("response_type"), asked.Parameter("client_id"), asked.Parameter("redirect_uri"), asked.Parameter("scope"),
                asked.Parameter("code_challenge_method")));
        Assert.Equal((HttpStatusCode.Redirect, "/me?tab=1"), (back.Status, back.Location));
        Assert.Equal(
            "Ada Lovelace: email=ada@example.com iss=https://id.example name=Ada Lovelace role=editor sid=session sub=ada", me.Text);
        Assert.Equal("editor", (await Browser.Get("/editor")).Text);
        var form = Assert.Single(Provider.Forms);
        Assert.Equal(("authorization_code", "c", Callback), (form["grant_type"], form["code"], form["redirect_uri"]));
        Assert.Equal(
            asked.Parameter("code_challenge"), Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]))));
        Assert.Equal(
            "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("shop:a+secret%3A+of+the+shop")), Provider.Authorization);
    }

    [Fact]
    public async Task The_browser_does_not_learn_what_the_state_holds()
    {
        var asked = await Begin();
        _ = await Return(asked.Parameter("state"));

        var verifier = Provider.Forms[0]["code_verifier"];
        Assert.Equal(43, verifier.Length);
        Assert.DoesNotContain(verifier, asked.Location, StringComparison.Ordinal);
        var state = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(asked.Parameter("state")));
        Assert.DoesNotContain(verifier, state, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_at_the_server_too()
    {
        _ = await SignIn();
        var left = await Browser.Get("/logout?return_to=/bye");

        Assert.StartsWith(FakeProvider.Url + "/bye?", left.Location, StringComparison.Ordinal);
        Assert.Equal(
            ("shop", "https://shop.example/signout-keywright"), (left.Parameter("client_id"), left.Parameter("post_logout_redirect_uri")));
        Assert.Equal(2, left.Parameter("id_token_hint").Count(letter => letter == '.'));
        Assert.Equal("/bye", (await Browser.Get("/signout-keywright?state=" + Uri.EscapeDataString(left.Parameter("state")))).Location);
        Assert.Equal(HttpStatusCode.Redirect, (await Browser.Get("/me")).Status);
    }

    [Theory]
    [InlineData("/signout-keywright")]
    [InlineData("/signout-keywright?state=https://evil.example")]
    public async Task A_link_to_the_end_of_a_sign_out_leads_to_the_root(string path) =>
        Assert.Equal("/", (await Browser.Get(path)).Location);

    [Fact]
    public async Task An_access_token_that_ends_is_renewed()
    {
        _ = await SignIn();

        Assert.Equal("access 1", (await Browser.Get("/token")).Text);
        Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("access 2", (await Browser.Get("/token")).Text);
        Assert.Equal(("refresh_token", "refresh 1"), (Provider.Forms[1]["grant_type"], Provider.Forms[1]["refresh_token"]));
        Assert.Equal("access 2", (await Browser.Get("/token")).Text);
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("access 3", (await Browser.Get("/token")).Text);
        Assert.Equal("refresh 2", Provider.Forms[2]["refresh_token"]);
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_is_used_to_its_end_and_not_beyond()
    {
        _ = await SignIn();
        Provider.Refuses = true;

        Clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal("access 1", (await Browser.Get("/token")).Text);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("none", (await Browser.Get("/token")).Text);
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_has_a_token() => Assert.Equal("none", (await Browser.Get("/token")).Text);

    [Fact]
    public async Task While_the_server_is_away_nobody_is_sent_there()
    {
        Provider.IsAway = true;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Browser.Get("/me")).Status);
    }
}
