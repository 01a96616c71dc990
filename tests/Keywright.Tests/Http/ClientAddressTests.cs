using System.Net;
using Keywright.Http;

namespace Keywright.Tests.Http;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.9", null, "203.0.113.9")]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")] // an untrusted peer changes nothing
    [InlineData("::ffff:203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("127.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("::1", "198.51.100.1", "198.51.100.1")]
    [InlineData("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1")] // the client wrote the left one itself
    [InlineData("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1")] // 10.0.0.0/8 is trusted
    [InlineData("127.0.0.1", "10.0.0.1, 10.0.0.2", "10.0.0.1")]
    [InlineData("127.0.0.1", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("127.0.0.1", "2001:db8::1", "2001:db8::1")]
    [InlineData("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1")]
    [InlineData("127.0.0.1", "6.6.6.6, unknown", "127.0.0.1")]
    [InlineData("127.0.0.1", "6.6.6.6, garbage, 10.0.0.1", "10.0.0.1")]
    [InlineData("127.0.0.1", "", "127.0.0.1")]
    [InlineData("127.0.0.1", "1", "127.0.0.1")]
    [InlineData("127.0.0.1", "0x7f.1.1.1.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "fe80::1%eth0", "127.0.0.1")]
    public async Task The_client_is_the_first_hop_that_is_no_trusted_proxy(string peer, string? forwarded, string client)
    {
        await using var app = await Start(peer);

        var answer = await Ask(app, forwarded is null ? [] : [("X-Forwarded-For", forwarded)]);

        Assert.Contains($"\"address\":\"{client}\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_fields_are_one_list()
    {
        await using var app = await Start("127.0.0.1");

        var answer = await Ask(app, [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "198.51.100.1")]);

        Assert.Contains("\"198.51.100.1\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_standard_field_is_not_read()
    {
        await using var app = await Start("127.0.0.1");

        Assert.Contains("\"127.0.0.1\"", await Ask(app, [("Forwarded", "for=6.6.6.6")]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_hops_are_not_walked()
    {
        await using var app = await Start("127.0.0.1");

        var answer = await Ask(app, [("X-Forwarded-For", string.Join(',', Enumerable.Repeat("10.0.0.1", 3_000).Prepend("6.6.6.6")))]);

        Assert.Contains("\"10.0.0.1\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("198.51.100.1", "198.51.100.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    public void Limits_count_ipv6_by_what_one_customer_gets(string address, string key) =>
        Assert.Equal(key, ClientAddress.LimitKey(IPAddress.Parse(address)));

    private static Task<HttpApp> Start(string peer) => HttpApp.Start(
        api => api.Get<WhoAmI>("/me").Anyone(),
        new HttpSettings { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("10.0.0.0/8")] },
        peer: peer);

    private static async Task<string> Ask(HttpApp app, (string, string)[] fields) =>
        await (await app.Send("GET", "/api/auth/me", null, fields)).Content.ReadAsStringAsync();
}
