using System.Net;
using Keywright.Client;

namespace Keywright.Tests.Client;

/// <summary>A web application that calls an API for its users: the API's token works there and nowhere else (RFC 8707).</summary>
public sealed class SignInForApiTests : SignInTests
{
    private const string Api = "https://api.example";

    [Fact]
    public async Task The_server_and_the_API_get_a_token_each()
    {
        var asked = await Begin();
        _ = await Return(asked.Parameter("state"));

        Assert.Equal("https://id.example,https://api.example", asked.Parameter("resource"));
        Assert.Equal("access 2", (await Browser.Get("/token")).Text);
        Assert.Equal([FakeProvider.Url, Api], Provider.Forms.Select(form => form["resource"]));
        Assert.Equal("refresh 1", Provider.Forms[1]["refresh_token"]);
        Assert.Equal("shop", Provider.Forms[1]["client_id"]);
        Assert.Null(Provider.Authorization);
    }

    [Fact]
    public async Task Its_renewal_is_for_the_API_too()
    {
        _ = await SignIn();
        Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal("access 3", (await Browser.Get("/token")).Text);
        Assert.Equal((Api, "refresh 2"), (Provider.Forms[2]["resource"], Provider.Forms[2]["refresh_token"]));
    }

    [Fact]
    public async Task Who_is_refused_reads_it_where_the_application_says()
    {
        var asked = await Begin();
        var back = await Return(asked.Parameter("state"), "error=access_denied&iss=https%3A%2F%2Fid.example");

        Assert.Equal(HttpStatusCode.Redirect, back.Status);
        Assert.StartsWith("https://shop.example/denied?", back.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://id.example", "shop", null, "Authority")]
    [InlineData("", "shop", null, "Authority")]
    [InlineData("https://id.example", "", null, "ClientId")]
    [InlineData("https://id.example", "shop", "api", "Resource")]
    public void What_cannot_work_is_said_at_once(string authority, string clientId, string? resource, string option)
    {
        var options = new KeywrightSignInOptions { Authority = authority, ClientId = clientId, Resource = resource, SignInScheme = "c" };

        Assert.StartsWith(
            "AddKeywrightSignIn: " + option, Assert.Throws<InvalidOperationException>(options.Validate).Message, StringComparison.Ordinal);
    }

    private protected override void Configure(KeywrightSignInOptions options)
    {
        options.ClientSecret = null;
        options.Resource = Api;
        options.AccessDeniedPath = "/denied";
    }
}
