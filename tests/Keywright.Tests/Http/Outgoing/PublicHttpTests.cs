using System.Diagnostics;
using System.Net;
using System.Text;
using Keywright.Http.Outgoing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Http.Outgoing;

/// <summary>Addresses that somebody else chose, and sites that mean us no good.</summary>
public sealed class PublicHttpTests
{
    private readonly List<string> _resolved = [];

    [Fact]
    public async Task An_answer_comes_with_what_it_says_of_its_age()
    {
        await using var site = new HostileSite(HostileSite.Json("{}", "Cache-Control: public, max-age=90\r\n"));
        using var http = Http("Development");

        var answer = await http.Get(site.At("/x"), CancellationToken.None);

        Assert.True(answer!.IsJson);
        Assert.Equal("{}", Encoding.ASCII.GetString(answer.Body));
        Assert.Equal((HttpStatusCode.OK, TimeSpan.FromSeconds(90)), (answer.Status, answer.MaxAge));
        Assert.StartsWith("GET /x HTTP/1.1", site.Request, StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", site.Request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", site.Request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("no-store", 0)]
    [InlineData("no-cache, max-age=600", 0)]
    [InlineData("max-age=0", 0)]
    [InlineData("private", null)]
    [InlineData("nonsense=", null)]
    public async Task What_must_not_be_kept_is_told(string said, int? seconds)
    {
        await using var site = new HostileSite(HostileSite.Json("{}", $"Cache-Control: {said}\r\n"));
        using var http = Http("Development");

        Assert.Equal(seconds, (int?)(await http.Get(site.At(), CancellationToken.None))!.MaxAge?.TotalSeconds);
    }

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public async Task A_redirect_is_not_followed(string status)
    {
        await using var inner = new HostileSite(HostileSite.Json("{}"));
        await using var site = new HostileSite(
            $"HTTP/1.1 {status}\r\nLocation: {inner.At("/secret")}\r\nContent-Length: 0\r\n\r\n");
        using var http = Http("Development");

        var answer = await http.Get(site.At(), CancellationToken.None);

        Assert.False(answer!.IsJson);
        Assert.Equal(0, inner.Calls);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/json")]
    [InlineData("application/javascript")]
    [InlineData("application/jsonp")]
    public async Task What_is_not_served_as_JSON_is_none(string type)
    {
        await using var site = new HostileSite($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: 2\r\n\r\n{{}}");
        using var http = Http("Development");

        Assert.False((await http.Get(site.At(), CancellationToken.None))!.IsJson);
    }

    [Fact]
    public async Task Who_drips_is_left_after_a_while()
    {
        await using var site = new HostileSite(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync(" "u8.ToArray(), ct);
                await Task.Delay(20, ct);
            }
        });
        using var http = Http("Development", patience: TimeSpan.FromMilliseconds(400));
        var began = Stopwatch.GetTimestamp();

        Assert.Null(await http.Get(site.At(), CancellationToken.None));

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Who_drips_headers_is_left_too()
    {
        await using var site = new HostileSite(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync("X: y\r\n"u8.ToArray(), ct);
                await Task.Delay(50, ct);
            }
        });
        using var http = Http("Development", patience: TimeSpan.FromMilliseconds(400));

        Assert.Null(await http.Get(site.At(), CancellationToken.None));
    }

    [Fact]
    public async Task A_body_without_end_is_cut()
    {
        await using var site = new HostileSite(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), ct);
            var chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 0x1000) + "\r\n");
            while (true)
            {
                await stream.WriteAsync(chunk, ct);
            }
        });
        using var http = Http("Development", patience: TimeSpan.FromMinutes(1));

        Assert.Null(await http.Get(site.At(), CancellationToken.None));
    }

    [Theory]
    [InlineData(PublicHttp.MaxLength, true)]
    [InlineData(PublicHttp.MaxLength + 1, false)]
    public async Task The_length_has_an_end(int length, bool isTaken)
    {
        await using var site = new HostileSite(HostileSite.Json(new string(' ', length)));
        using var http = Http("Development");

        Assert.Equal(isTaken, await http.Get(site.At(), CancellationToken.None) is not null);
    }

    [Fact]
    public async Task Headers_have_an_end_too()
    {
        await using var site = new HostileSite(HostileSite.Json("{}", $"X: {new string('x', 20_000)}\r\n"));
        using var http = Http("Development");

        Assert.Null(await http.Get(site.At(), CancellationToken.None));
    }

    [Fact]
    public async Task Compressed_bombs_stay_packed()
    {
        await using var site = new HostileSite(HostileSite.Json("{}", "Content-Encoding: gzip\r\n"));
        using var http = Http("Development");

        var answer = await http.Get(site.At(), CancellationToken.None);

        Assert.Equal("{}", Encoding.ASCII.GetString(answer!.Body));
        Assert.DoesNotContain("Accept-Encoding", site.Request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://2130706433")]
    [InlineData("https://0x7f000001")]
    [InlineData("https://0x7f.0.0.1")]
    [InlineData("https://0177.0.0.1")]
    [InlineData("https://127.1")]
    [InlineData("https://127.0.0.1.")]
    [InlineData("https://0.0.0.0")]
    [InlineData("https://0")]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://[::]")]
    [InlineData("https://[::1]")]
    [InlineData("https://[0:0:0:0:0:0:0:1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("https://[::ffff:7f00:1]")]
    [InlineData("https://[::127.0.0.1]")]
    [InlineData("https://[64:ff9b::7f00:1]")]
    [InlineData("https://[2002:7f00:1::]")]
    [InlineData("https://[2001:0:0:0:0:0:80ff:fffe]")]
    [InlineData("https://[fe80::1]")]
    [InlineData("https://[fd00::1]")]
    [InlineData("https://localhost")]
    [InlineData("https://rebound.example")]
    [InlineData("https://①②⑦.0.0.1")]
    public async Task Nothing_leads_into_our_own_network(string address)
    {
        await using var site = new HostileSite(HostileSite.Json("{}"));
        using var http = Http("Production");

        Assert.Null(await http.Get(new Uri($"{address}:{site.Port}/"), CancellationToken.None));

        Assert.Equal(0, site.Calls);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "Production")]
    [InlineData("http://a.example/", "Production")]
    [InlineData("http://a.example/", "Development")]
    [InlineData("https://ada@a.example/", "Production")]
    [InlineData("https://ada:x@127.0.0.1/", "Development")]
    [InlineData("ftp://a.example/", "Development")]
    [InlineData("file:///etc/passwd", "Development")]
    [InlineData("gopher://127.0.0.1/", "Development")]
    public async Task Only_https_is_called(string address, string environment)
    {
        using var http = Http(environment);

        Assert.Null(await http.Get(new Uri(address), CancellationToken.None));

        Assert.Empty(_resolved);
    }

    [Fact]
    public async Task A_name_is_resolved_once_and_what_was_judged_is_what_is_called()
    {
        await using var site = new HostileSite(HostileSite.Json("{}"));

        // Of its addresses only one may be called; a second question would have another answer.
        using var http = Http("Development", _ => _resolved.Count == 1
            ? [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback, IPAddress.Parse("169.254.169.254")]
            : [IPAddress.Parse("10.0.0.1")]);

        Assert.NotNull(await http.Get(new Uri($"http://localhost:{site.Port}/"), CancellationToken.None));

        Assert.Equal(["localhost"], _resolved);
        Assert.Contains($"Host: localhost:{site.Port}", site.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_request_is_judged_anew()
    {
        await using var site = new HostileSite(HostileSite.Json("{}", "Connection: keep-alive\r\n"));
        using var http = Http("Development", _ => _resolved.Count == 1 ? [IPAddress.Loopback] : [IPAddress.Parse("10.0.0.1")]);
        var address = new Uri($"http://localhost:{site.Port}/");

        Assert.NotNull(await http.Get(address, CancellationToken.None));
        Assert.Null(await http.Get(address, CancellationToken.None));

        Assert.Equal(1, site.Calls);
    }

    [Fact]
    public async Task In_Development_loopback_will_do_and_no_other_address_of_ours()
    {
        IPAddress[] ours = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("192.168.0.1"), IPAddress.Parse("10.0.0.1")];
        using var http = Http("Development", _ => ours);

        Assert.Null(await http.Get(new Uri("https://a.example/"), CancellationToken.None));
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_told_so()
    {
        await using var site = new HostileSite((_, ct) => Task.Delay(Timeout.Infinite, ct));
        using var http = Http("Development");
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.Get(site.At(), gone.Token));
    }

    private PublicHttp Http(string environment, Func<string, IPAddress[]>? resolve = null, TimeSpan? patience = null) => new(
        new OutgoingSettings(AllowsPrivateAddresses: false) { Patience = patience ?? TimeSpan.FromSeconds(5) },
        (host, _) =>
        {
            _resolved.Add(host);
            return Task.FromResult(resolve?.Invoke(host) ?? [IPAddress.Loopback]);
        },
        NullLogger<PublicHttp>.Instance,
        new Place(environment));

    private sealed class Place(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "Keywright";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
