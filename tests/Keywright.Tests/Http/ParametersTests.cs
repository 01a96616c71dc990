using System.Text;
using Keywright.Http;
using Microsoft.AspNetCore.Http;

namespace Keywright.Tests.Http;

public sealed class ParametersTests
{
    private const string Type = "application/x-www-form-urlencoded";

    [Fact]
    public async Task Fields_are_read_as_browsers_write_them()
    {
        var form = (await Read("a=1+2&b=%C3%BC%26%3D&c=&d&%65=%2B&&")).Value!;

        Assert.Equal(("1 2", "ü&=", null, null, "+"), (form["a"], form["b"], form["c"], form["d"], form["e"]));
        Assert.Null(form["f"]);
    }

    [Fact]
    public async Task What_comes_without_a_value_counts_as_left_out()
    {
        var form = (await Read("a=&a=1&b=1&b=")).Value!;

        Assert.Equal([("a", "1"), ("b", "1")], form.All);
        Assert.Null(form.Repeated());
    }

    [Theory]
    [InlineData("a=1&a=2")]
    [InlineData("a=1&%61=1")]
    public async Task What_comes_twice_is_noticed(string body)
    {
        var form = (await Read(body)).Value!;

        Assert.Equal("a", form.Repeated());
        Assert.Equal("a", form.Repeated("b"));
        Assert.Null(form.Repeated("a"));
        Assert.Equal(2, form.Every("a").Count);
    }

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%4g")]
    [InlineData("a=%+1")]
    [InlineData("a=%FF")]
    [InlineData("a=%C3")]
    [InlineData("a=%C0%80")]
    [InlineData("a=%ED%A0%80")]
    [InlineData("a=%00")]
    [InlineData("%00=a")]
    [InlineData("a=ü")]
    public async Task What_could_be_read_in_two_ways_is_refused(string body) => await Refused("malformed_request", body);

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData(Type + "; charset=iso-8859-1")]
    [InlineData(null)]
    public async Task Other_content_is_refused(string? type) => await Refused("unsupported_media_type", "a=1", type);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_64_KiB_is_refused_however_it_is_framed(bool hasLength)
    {
        Assert.NotNull((await Read(Request("a=" + new string('x', (64 * 1024) - 2), Type, hasLength))).Value);
        var larger = await Read(Request("a=" + new string('x', (64 * 1024) - 1), Type, hasLength));
        Assert.Equal("payload_too_large", larger.Refusal?.Code.Code);
    }

    [Fact]
    public async Task A_thousand_fields_are_too_many() =>
        await Refused("malformed_request", string.Join('&', Enumerable.Range(0, 1000).Select(i => $"f{i}=")));

    private static async Task Refused(string code, string body, string? type = Type) =>
        Assert.Equal(code, (await Read(Request(body, type))).Refusal?.Code.Code);

    private static ValueTask<Read<Parameters>> Read(string body) => Read(Request(body, Type + "; charset=UTF-8"));

    private static ValueTask<Read<Parameters>> Read(HttpContext http) => Parameters.Form(http, CancellationToken.None);

    private static DefaultHttpContext Request(string body, string? type, bool hasLength = true)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var http = new DefaultHttpContext();
        http.Request.ContentType = type;
        http.Request.ContentLength = hasLength ? bytes.Length : null;
        http.Request.Body = new MemoryStream(bytes);
        return http;
    }
}
