using System.Text;
using Keywright.Http;
using Microsoft.AspNetCore.Http;

namespace Keywright.Tests.Http;

public sealed class FormTests
{
    private const string Type = "application/x-www-form-urlencoded";

    [Fact]
    public async Task Fields_are_read_as_browsers_write_them()
    {
        var form = (await Read("a=1+2&b=%C3%BC%26%3D&c=&d&%65=%2B&&")).Value!;

        Assert.Equal(("1 2", "ü&=", null, null, "+"), (form["a"], form["b"], form["c"], form["d"], form["e"]));
        Assert.Equal(["a", "b", "c", "d", "e"], form.Names);
        Assert.Null(form["f"]);
        Assert.False(form.Has("c"));
    }

    [Theory]
    [InlineData("a=1&a=2")]
    [InlineData("a=&a=1")]
    [InlineData("a=1&%61=2")]
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
    public async Task What_could_be_read_in_two_ways_is_refused(string body) => await Refused("malformed_request", body);

    [Fact]
    public async Task A_field_may_come_again_where_a_specification_says_so()
    {
        var form = await Form.Read(Request("resource=a&resource=&resource=b&x=1", Type), "resource");

        Assert.Equal(["a", "b"], form.Value!.All("resource"));
        Assert.Equal("malformed_request", (await Form.Read(Request("x=1&x=2", Type), "resource")).Refusal?.Code.Code);
    }

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
        Assert.NotNull((await Form.Read(Request("a=" + new string('x', (64 * 1024) - 2), Type, hasLength))).Value);
        var larger = await Form.Read(Request("a=" + new string('x', (64 * 1024) - 1), Type, hasLength));
        Assert.Equal("payload_too_large", larger.Refusal?.Code.Code);
    }

    [Fact]
    public async Task A_thousand_fields_are_too_many() =>
        await Refused("malformed_request", string.Join('&', Enumerable.Range(0, 1000).Select(i => $"f{i}=")));

    private static async Task Refused(string code, string body, string? type = Type) =>
        Assert.Equal(code, (await Form.Read(Request(body, type))).Refusal?.Code.Code);

    private static ValueTask<Read<Form>> Read(string body) => Form.Read(Request(body, Type + "; charset=UTF-8"));

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
