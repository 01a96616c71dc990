namespace Keywright.EndToEnd.Samples;

/// <summary>samples/WebApp: its users sign in at the server, and it calls samples/Api for them.</summary>
[Collection(WithSamples.Name)]
public sealed class WebAppTests(SampleServers servers)
{
    [Fact]
    public async Task A_user_signs_in_reads_their_orders_and_signs_out()
    {
        using var browser = servers.Browser();
        Assert.Contains("Nobody is signed in.", await browser.Go(servers.Shop + "/"), StringComparison.Ordinal);

        var home = await browser.Go("/sign-in?return_to=%2F");
        Assert.Equal(["/login", "/consent"], browser.Asked.Select(path => "/" + path.Split('/')[^1]));
        Assert.Equal(servers.Shop + "/", browser.At.AbsoluteUri);
        Assert.Contains("Signed in as Ada Lovelace, ada@example.com.", home, StringComparison.Ordinal);

        var orders = await browser.Go("/orders");
        Assert.Contains("&quot;id&quot;:41", orders, StringComparison.Ordinal);
        Assert.Contains(servers.UserId, orders, StringComparison.Ordinal);

        Assert.Contains(
            "Nobody is signed in.", await browser.Go("/sign-out", form: new Dictionary<string, string>()), StringComparison.Ordinal);
        Assert.Equal(servers.Shop + "/", browser.At.AbsoluteUri);
        browser.Asked.Clear();
        _ = await browser.Go("/orders");
        Assert.Equal(["/login"], browser.Asked.Select(path => "/" + path.Split('/')[^1]));
    }

    [Fact]
    public async Task Who_follows_a_link_inside_is_back_there_after_the_sign_in()
    {
        using var browser = servers.Browser();

        Assert.Contains("&quot;id&quot;:41", await browser.Go(servers.Shop + "/orders"), StringComparison.Ordinal);
        Assert.Equal("/orders", browser.At.AbsolutePath);
    }

    [Fact]
    public async Task A_link_of_somebody_else_leads_to_no_other_site()
    {
        using var browser = servers.Browser();

        Assert.Contains(
            "Signed in as", await browser.Go(servers.Shop + "/sign-in?return_to=https%3A%2F%2Fevil.example"), StringComparison.Ordinal);
    }
}
