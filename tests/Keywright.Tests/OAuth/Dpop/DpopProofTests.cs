using System.Net;
using System.Text.Json.Nodes;
using Keywright.Database;
using Keywright.OAuth;
using Keywright.OAuth.Dpop;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Dpop;

public sealed class DpopProofOnSqlite() : DpopProofTests(new SqliteTestDatabase());

public sealed class DpopProofOnPostgres() : DpopProofTests(new PostgresTestDatabase());

/// <summary>RFC 9449: proofs as the endpoints of the server see them, over a route of the test's own.</summary>
public abstract class DpopProofTests(TestDatabase database) : ServerTests(database)
{
    private const string Issuer = "https://id.example";
    private const string Path = "~/test/token";
    private const string Url = Issuer + "/test/token";

    private readonly TestKey _key = new();

    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    internal override KeywrightServer Make() => Node(nonces: false);

    [Fact]
    public async Task The_key_of_a_proof_is_told_and_a_request_without_one_is_no_failure()
    {
        Assert.Equal("none", (await Server.Post(Path)).Body);
        Assert.Equal(_key.Thumbprint, await Sent(Proof()));
        foreach (var algorithm in new[] { "RS256", "PS256" })
        {
            using var rsa = new TestKey(algorithm);
            Assert.Equal(rsa.Thumbprint, await Sent(rsa.Proof("POST", Url, Now)));
        }
    }

    // RFC 9449 §4.3, points 3 to 9.
    [Fact]
    public async Task A_proof_that_breaks_a_rule_is_refused()
    {
        using var other = new TestKey();
        using var large = new TestKey("ES256", "large", System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP384));
        var proofs = new Dictionary<string, string>
        {
            ["no proof"] = ".",
            ["nonsense"] = "a.b.c",
            ["no jti"] = Proof(claims => claims.Remove("jti")),
            ["an empty jti"] = Proof(claims => claims["jti"] = ""),
            ["a long jti"] = Proof(claims => claims["jti"] = new string('x', 129)),
            ["a jti that is a number"] = Proof(claims => claims["jti"] = 7),
            ["no htm"] = Proof(claims => claims.Remove("htm")),
            ["no htu"] = Proof(claims => claims.Remove("htu")),
            ["no iat"] = Proof(claims => claims.Remove("iat")),
            ["iat as text"] = Proof(claims => claims["iat"] = "1"),
            ["no typ"] = Proof(header: header => header.Remove("typ")),
            ["typ JWT"] = Proof(header: header => header["typ"] = "JWT"),
            ["alg none"] = Proof(header: header => header["alg"] = "none"),
            ["alg HS256"] = Proof(header: header => header["alg"] = "HS256"),
            ["alg of another kind of key"] = Proof(header: header => header["alg"] = "RS256"),
            ["no jwk"] = Proof(header: header => header.Remove("jwk")),
            ["jwk as text"] = Proof(header: header => header["jwk"] = "key"),
            ["a kid for a jwk"] = Proof(header: header => { header.Remove("jwk"); header["kid"] = "key"; }),
            ["a symmetric jwk"] = Proof(header: header => header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AAAA" }),
            ["a private jwk"] = Proof(header: header => header["jwk"]!["d"] = "AAAA"),
            ["another's jwk"] = Proof(header: header => header["jwk"] = other.BareJwk),
            ["a jwk for encryption"] = Proof(header: header => header["jwk"]!["use"] = "enc"),
            ["a curve that is not ours"] = large.Proof("POST", Url, Now),
            ["crit"] = Proof(header: header => header["crit"] = new JsonArray("exp")),
            ["another method"] = Proof(claims => claims["htm"] = "GET"),
            ["the method in other letters"] = Proof(claims => claims["htm"] = "post"),
            ["another path"] = Proof(claims => claims["htu"] = Issuer + "/test/userinfo"),
            ["another host"] = Proof(claims => claims["htu"] = "https://evil.example/test/token"),
            ["the host of the connection"] = Proof(claims => claims["htu"] = "http://localhost/test/token"),
            ["another scheme"] = Proof(claims => claims["htu"] = Url.Replace("https", "http", StringComparison.Ordinal)),
            ["another port"] = Proof(claims => claims["htu"] = "https://id.example:8443/test/token"),
            ["somebody before the host"] = Proof(claims => claims["htu"] = "https://id.example@evil.example/test/token"),
            ["a path only"] = Proof(claims => claims["htu"] = "/test/token"),
        };
        foreach (var (what, proof) in proofs)
        {
            var answer = await Answer(proof);
            Assert.True(answer.Status == HttpStatusCode.BadRequest && answer.Body == "invalid_dpop_proof", what + ": " + answer.Body);
        }
    }

    [Fact]
    public async Task Two_proofs_are_none() =>
        Assert.Equal("invalid_dpop_proof", (await Server.Send("POST", Path, null, null, ("DPoP", Proof()), ("DPoP", Proof()))).Body);

    // §4.3: without query and fragment, after the normalisations of RFC 3986.
    [Theory]
    [InlineData("https://id.example/test/token?a=b#c")]
    [InlineData("HTTPS://ID.Example:443/test/token")]
    [InlineData("https://id.example/test/./x/../token")]
    [InlineData("https://id.example/test/%74oken")]
    public async Task The_url_is_compared_and_not_its_spelling(string url) =>
        Assert.Equal(_key.Thumbprint, await Sent(_key.Proof("POST", url, Now)));

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-60, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task A_proof_is_of_this_minute(int seconds, bool isTaken) => Assert.Equal(
        isTaken ? _key.Thumbprint : "invalid_dpop_proof", await Sent(_key.Proof("POST", Url, Now.AddSeconds(seconds))));

    [Fact]
    public async Task A_proof_is_for_one_access_token()
    {
        Assert.Equal(_key.Thumbprint, await Sent(_key.Proof("POST", Url, Now, accessToken: "abc"), "abc"));
        Assert.Equal("invalid_dpop_proof", await Sent(_key.Proof("POST", Url, Now, accessToken: "abd"), "abc"));
        Assert.Equal("invalid_dpop_proof", await Sent(Proof(), "abc"));
    }

    [Fact]
    public async Task Of_twenty_uses_of_a_proof_at_once_on_two_nodes_one_succeeds()
    {
        await using var second = await Node(nonces: false, isSecond: true).Start();
        var proof = Proof();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Sent(proof, node: number % 2 == 0 ? Server : second)));

        Assert.Single(answers, _key.Thumbprint);
        Assert.Equal(19, answers.Count(answer => answer == "invalid_dpop_proof"));
    }

    [Fact]
    public async Task A_proof_that_was_used_is_refused_until_it_is_too_old_and_then_forgotten()
    {
        var proof = _key.Proof("POST", Url, Now.AddSeconds(60), claims => claims["jti"] = "once");
        Assert.Equal(_key.Thumbprint, await Sent(proof));
        Server.Wait(TimeSpan.FromSeconds(120));
        Assert.Equal("invalid_dpop_proof", await Sent(proof));
        Assert.Equal(0, await Purge());

        Server.Wait(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Purge());
        Assert.Equal("invalid_dpop_proof", await Sent(proof));
    }

    [Fact]
    public async Task The_ids_of_two_keys_are_nothing_to_each_other()
    {
        using var other = new TestKey();
        Assert.Equal(_key.Thumbprint, await Sent(Proof(claims => claims["jti"] = "1")));
        Assert.Equal(other.Thumbprint, await Sent(other.Proof("POST", Url, Now, claims => claims["jti"] = "1")));
    }

    // RFC 9449 §8.
    [Fact]
    public async Task A_nonce_is_asked_for_where_nonces_are_demanded_and_works_on_every_node()
    {
        await using var demanding = await Node(nonces: true, isSecond: true).Start();
        await using var third = await Node(nonces: true, isSecond: true).Start();

        var first = await Answer(Proof(), node: demanding);
        Assert.Equal("use_dpop_nonce", first.Body);
        var nonce = first.Headers["DPoP-Nonce"];

        var granted = await Answer(Proof(claims => claims["nonce"] = nonce), node: third);
        Assert.Equal(_key.Thumbprint, granted.Body);
        Assert.DoesNotContain("DPoP-Nonce", granted.Headers.Keys);
        Assert.Equal("use_dpop_nonce", await Sent(Proof(claims => claims["nonce"] = nonce + "A"), node: demanding));
        Assert.Equal("use_dpop_nonce", await Sent(Proof(claims => claims["nonce"] = ""), node: demanding));

        // In its second time slot it works and the next one is told; in its third it is refused.
        Server.Wait(DpopNonces.Slot);
        var later = await Answer(Proof(claims => claims["nonce"] = nonce), node: demanding);
        Assert.Equal(_key.Thumbprint, later.Body);
        Assert.NotEqual(nonce, later.Headers["DPoP-Nonce"]);
        Server.Wait(DpopNonces.Slot);
        Assert.Equal("use_dpop_nonce", await Sent(Proof(claims => claims["nonce"] = nonce), node: demanding));
        Assert.Equal(_key.Thumbprint, await Sent(Proof(claims => claims["nonce"] = later.Headers["DPoP-Nonce"]), node: demanding));
    }

    private KeywrightServer Node(bool nonces, bool isSecond = false) => new(Database)
    {
        IsSecondNode = isSecond,
        HostServices = services => services.AddSingleton(new OAuthSettings(Issuer, "")).AddSingleton(new DpopSettings(nonces)).AddProofs(),
        Host = app => app.MapPost("/test/token", async (HttpContext http) =>
        {
            var token = http.Request.Headers["X-Token"].FirstOrDefault();
            var verdict = await http.RequestServices.GetRequiredService<DpopProofs>().Verify(http, token, http.RequestAborted);
            return verdict switch
            {
                DpopVerdict.Proven proven => Results.Text(proven.Thumbprint),
                DpopVerdict.Refused refused => Results.Text(refused.Error.Code, statusCode: refused.Error.Status),
                _ => Results.Text("none"),
            };
        }),
    };

    private string Proof(Action<JsonObject>? claims = null, Action<JsonObject>? header = null) =>
        _key.Proof("POST", Url, Now, claims, header);

    private async Task<string> Sent(string proof, string? token = null, KeywrightServer? node = null) =>
        (await Answer(proof, token, node)).Body;

    private Task<Answer> Answer(string proof, string? token = null, KeywrightServer? node = null) => (node ?? Server).Send(
        "POST", Path, null, null, token is null ? [("DPoP", proof)] : [("DPoP", proof), ("X-Token", token)]);

    private async Task<int> Purge() => await Server.Services.GetRequiredService<KeywrightDatabase>()
        .Write(tx => OAuthUsedProofStore.DeleteExpired(tx, 100));
}
