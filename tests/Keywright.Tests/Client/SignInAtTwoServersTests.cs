using System.Net;
using Keywright.Client;
using Microsoft.AspNetCore.Authentication;

namespace Keywright.Tests.Client;

/// <summary>A web application whose users sign in at either of two servers, into one cookie: neither gets what is the other's.</summary>
public sealed class SignInAtTwoServersTests : SignInTests
{
    private const string Other = "other";
    private const string OtherUrl = "https://other.example";

    private FakeProvider _other = null!;

    [Fact]
    public async Task A_token_of_one_server_is_no_token_of_the_other()
    {
        _ = await SignIn();

        Assert.Equal("none", (await Browser.Get("/token?scheme=other")).Text);
        Assert.Equal("access 1", (await Browser.Get("/token")).Text);
    }

    [Fact]
    public async Task A_refresh_token_of_one_server_is_not_sent_to_the_other()
    {
        _ = await SignIn();
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("none", (await Browser.Get("/token?scheme=other")).Text);
        Assert.Empty(_other.Forms);
        Assert.Equal("access 2", (await Browser.Get("/token")).Text);
    }

    [Fact]
    public async Task An_ID_token_of_one_server_is_not_sent_to_the_other()
    {
        _ = await SignIn();

        var page = await Browser.Get("/logout?return_to=%2F&scheme=other");

        Assert.Equal(HttpStatusCode.Redirect, page.Status);
        Assert.StartsWith(OtherUrl + "/bye?", page.Location, StringComparison.Ordinal);
        Assert.DoesNotContain("id_token_hint", page.Location, StringComparison.Ordinal);
    }

    private protected override void Add(AuthenticationBuilder builder) => builder.AddKeywrightSignIn(Other, options =>
    {
        _other = new FakeProvider(Clock, OtherUrl);
        options.Authority = OtherUrl;
        options.ClientId = "shop";
        options.SaveTokens = true;
        options.CallbackPath = "/signin-other";
        options.SignedOutCallbackPath = "/signout-other";
        options.BackchannelHttpHandler = _other;
    });
}
