using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Tests.OAuth.Clients;

/// <summary>RFC 9700 §4.1.3: exact strings, and one exception.</summary>
public sealed class RedirectUrisTests
{
    private const string Registered = "https://app.example.com/cb";

    private static readonly string[] WellFormed =
    [
        Registered, "https://app.example.com", "https://app.example.com/", "https://a.example/cb?x=1&y=%20", "https://a.example:8443/cb",
        "https://xn--bcher-kva.example/cb", "http://127.0.0.1/cb", "http://[::1]/cb", "http://127.0.0.1", "http://localhost:3000/cb",
        "com.example.app:/cb", "com.example.app://signed-in/cb",
    ];

    [Theory]
    [InlineData("https://APP.example.com/cb")]
    [InlineData("HTTPS://app.example.com/cb")]
    [InlineData("https://app.example.com/CB")]
    [InlineData("https://app.example.com/cb/")]
    [InlineData("https://app.example.com//cb")]
    [InlineData("https://app.example.com/cb?")]
    [InlineData("https://app.example.com/cb?x=1")]
    [InlineData("https://app.example.com/cb#")]
    [InlineData("https://app.example.com/cb#a")]
    [InlineData("https://app.example.com/x/../cb")]
    [InlineData("https://app.example.com/x/%2e%2e/cb")]
    [InlineData("https://app.example.com/./cb")]
    [InlineData("https://app.example.com/c%62")]
    [InlineData("https://app.example.com%2fcb")]
    [InlineData("https://app.example.com:443/cb")]
    [InlineData("https://app.example.com:8443/cb")]
    [InlineData("https://app.example.com./cb")]
    [InlineData("https://ada@app.example.com/cb")]
    [InlineData("https://app.example.com@evil.example/cb")]
    [InlineData("https://app.example.com:x@evil.example/cb")]
    [InlineData("https://evil.example\\@app.example.com/cb")]
    [InlineData("https://app.example.com\\.evil.example/cb")]
    [InlineData("https://app.example.com.evil.example/cb")]
    [InlineData("https://evil.app.example.com/cb")]
    [InlineData("https://evilapp.example.com/cb")]
    [InlineData("https://app.exаmple.com/cb")] // a Cyrillic а
    [InlineData("https://app。example.com/cb")]
    [InlineData("http://app.example.com/cb")]
    [InlineData("//app.example.com/cb")]
    [InlineData("/cb")]
    [InlineData(" https://app.example.com/cb")]
    [InlineData("https://app.example.com/cb ")]
    [InlineData("https://app.example.com/cb\n")]
    [InlineData("https://app.example.com/cb\0")]
    [InlineData("javascript://app.example.com/%0aalert(1)")]
    [InlineData("")]
    public void What_is_not_the_registered_text_does_not_match(string uri) => Assert.False(Matches(Registered, uri));

    [Theory]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb")]
    [InlineData("http://127.0.0.1:3000/cb", "http://127.0.0.1:1/cb")]
    [InlineData("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb")]
    [InlineData("http://[::1]/cb?x=1", "http://[::1]:65535/cb?x=1")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:8080")]
    public void Of_a_loopback_address_any_port_will_do(string registered, string uri) => Assert.True(Matches(registered, uri));

    [Theory]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:3000/CB")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:3000/cb/")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:3000/cb?x=1")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:3000/cb#x")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:3000@evil.example/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:@evil.example/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1\\.evil.example/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:0/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:080/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:99999999999/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:30 00/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:٣/cb")]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.2:3000/cb")]
    [InlineData("http://127.0.0.1/cb", "http://[::1]:3000/cb")]
    [InlineData("http://127.0.0.1/cb", "http://localhost:3000/cb")]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1:3000/cb")]
    [InlineData("http://localhost:3000/cb", "http://localhost:3001/cb")]
    [InlineData("http://127.0.0.1:3000@evil.example/cb", "http://127.0.0.1:4000@evil.example/cb")]
    [InlineData("https://127.0.0.1/cb", "https://127.0.0.1:3000/cb")]
    [InlineData("com.example.app:/cb", "com.example.app:3000/cb")]
    public void The_exception_is_for_the_port_of_loopback_addresses_alone(string registered, string uri) =>
        Assert.False(Matches(registered, uri));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/cb")]
    [InlineData("//app.example/cb")]
    [InlineData("app.example/cb")]
    [InlineData("https:app.example/cb")]
    [InlineData("https:///cb")]
    [InlineData("https://")]
    [InlineData("https://app.example/cb#")]
    [InlineData("https://app.example/cb#x")]
    [InlineData("https://ada:secret@app.example/cb")]
    [InlineData("https://@app.example/cb")]
    [InlineData("https://*.app.example/cb")]
    [InlineData("https://app.example/*")]
    [InlineData("https://app.example\\cb")]
    [InlineData("https://app.example/a b")]
    [InlineData("https://bücher.example/cb")]
    [InlineData("https://app.example/\u202ecb")]
    [InlineData("https://app.example/\ncb")]
    [InlineData("https://app.example/%")]
    [InlineData("https://app.example/%2")]
    [InlineData("https://app.example/%zz")]
    [InlineData("HTTPS://app.example/cb")]
    [InlineData("https://App.example/cb")]
    [InlineData("https://app.example:443/cb")]
    [InlineData("https://app.example:99999/cb")]
    [InlineData("https://app.example/a/../cb")]
    [InlineData("https://app.example/./cb")]
    [InlineData("https://app.example/%41")]
    [InlineData("https://app.example?x=1")]
    [InlineData("https://0x7f.1/cb")]
    [InlineData("https://2130706433/cb")]
    [InlineData("http://app.example/cb")]
    [InlineData("http://127.0.0.2/cb")]
    [InlineData("http://127.1/cb")]
    [InlineData("http://0.0.0.0/cb")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/cb")]
    [InlineData("http://[::ffff:127.0.0.1]/cb")]
    [InlineData("http://localhost.evil.example/cb")]
    [InlineData("http://127.0.0.1:80/cb")]
    [InlineData("javascript:alert(1)")]
    [InlineData("javascript://app.example/%0aalert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("vbscript:x")]
    [InlineData("blob:https://app.example/1")]
    [InlineData("about:blank")]
    [InlineData("myapp:/cb")]
    [InlineData("mailto:a@app.example")]
    [InlineData("urn:ietf:wg:oauth:2.0:oob")]
    public void What_is_unsafe_or_of_several_spellings_is_not_registered(string? uri)
    {
        Assert.NotNull(RedirectUris.Refuse(uri, isNative: true));
        Assert.NotNull(RedirectUris.Refuse(uri, isNative: false));
    }

    [Fact]
    public void The_length_has_an_end()
    {
        var path = new string('a', RedirectUris.Longest - "https://a.example/".Length);

        Assert.Null(RedirectUris.Refuse("https://a.example/" + path, isNative: false));
        Assert.NotNull(RedirectUris.Refuse("https://a.example/a" + path, isNative: false));
    }

    [Fact]
    public void What_is_well_formed_is_registered_by_the_kind_of_application()
    {
        foreach (var uri in WellFormed)
        {
            Assert.Null(RedirectUris.Refuse(uri, isNative: true));
            Assert.Equal(uri.StartsWith("https:", StringComparison.Ordinal), RedirectUris.Refuse(uri, isNative: false) is null);
        }
    }

    [Fact]
    public void The_refusal_shows_the_one_way_to_write_it() =>
        Assert.Equal("Write it as https://app.example/cb", RedirectUris.Refuse("https://APP.example:443/a/../cb", isNative: false));

    [Fact]
    public void Every_other_text_differs() => Prop.ForAll(
        Of(WellFormed), Of(Edits()), (registered, edit) =>
        {
            var given = edit(registered);
            return Matches(registered, given) == (given == registered || SamePlaceOnLoopback(registered, given));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_port_of_a_loopback_address_matches_and_none_of_another_host() => Prop.ForAll(
        Of([.. Enumerable.Range(1, 65535)]), port =>
        {
            var text = port.ToString(CultureInfo.InvariantCulture);
            return Matches("http://127.0.0.1/cb", $"http://127.0.0.1:{text}/cb")
                && Matches("http://[::1]:9/cb", $"http://[::1]:{text}/cb")
                && !Matches(Registered, $"https://app.example.com:{text}/cb");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_whatever_makes_the_check_fall_over() => Prop.ForAll<string?>(text =>
    {
        _ = RedirectUris.Refuse(text, isNative: true);
        var client = Client([text ?? ""]);
        return RedirectUris.Matches(client, text ?? "") && !RedirectUris.Matches(client, text + "/x");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_client_without_any_has_none() => Assert.False(RedirectUris.Matches(Client([]), Registered));

    private static Arbitrary<T> Of<T>(T[] items) => Gen.Elements(items).ToArbitrary();

    /// <summary>A character put in, taken out or replaced, at any place.</summary>
    private static Func<string, string>[] Edits() =>
    [
        .. from at in Enumerable.Range(0, 30)
           from c in "/.@:?#%\\*aA0 \0ü"
           from edit in new Func<string, string>[]
           {
               uri => at < uri.Length ? uri.Insert(at, c.ToString()) : uri + c,
               uri => at < uri.Length ? uri.Remove(at, 1) : uri,
               uri => at < uri.Length ? uri[..at] + c + uri[(at + 1)..] : uri,
           }
           select edit,
    ];

    /// <summary>Said again in another way: by what the framework's own parser makes of both.</summary>
    private static bool SamePlaceOnLoopback(string registered, string given) =>
        Uri.TryCreate(registered, UriKind.Absolute, out var one) && Uri.TryCreate(given, UriKind.Absolute, out var other)
        && one.Scheme == "http" && one.Host is "127.0.0.1" or "[::1]" && other.Port > 0
        && given.Replace($":{other.Port}", "", StringComparison.Ordinal)
            == registered.Replace($":{one.Port}", "", StringComparison.Ordinal);

    private static bool Matches(string registered, string uri) => RedirectUris.Matches(Client([registered]), uri);

    private static OAuthClient Client(IReadOnlyList<string> uris) =>
        new(new ClientId(Guid.Empty), "c", "C", "none") { RedirectUris = uris };
}
