using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Keywright.Client;
using Keywright.Security.Jose;
using Keywright.Tests.Support;

namespace Keywright.Tests.Client;

/// <summary>RFC 7662: an API that asks the server about opaque tokens.</summary>
public sealed class BearerIntrospectionTests : BearerTests
{
    [Fact]
    public async Task A_token_that_the_server_knows_works()
    {
        Issuer.Answer = token => token == "kw_oat_a+b" ? Active() : new JsonObject { ["active"] = false };

        Assert.Contains("scope=posts:read", (await Get("kw_oat_a+b")).Body, StringComparison.Ordinal);
        IsRefused(await Get("kw_oat_b"));

        // RFC 6749 §2.3.1.
        Assert.Equal("Basic " + Convert.ToBase64String("api%3Aone:se%26cret+%2B"u8), Issuer.LastQuestion.Authorization);
    }

    [Fact]
    public async Task What_works_elsewhere_or_is_no_access_token_is_refused()
    {
        foreach (var (what, change) in new Dictionary<string, Action<JsonObject>>
        {
            ["for another API"] = answer => answer["aud"] = "https://other.example",
            ["for nobody"] = answer => answer.Remove("aud"),
            ["of another issuer"] = answer => answer["iss"] = "https://evil.example",
            ["a refresh token"] = answer => answer["token_type"] = "refresh_token",
            ["of no type"] = answer => answer.Remove("token_type"),
            ["expired"] = answer => answer["exp"] = At(0),
            ["without an end"] = answer => answer.Remove("exp"),
            ["active as text"] = answer => answer["active"] = "true",
            ["bound"] = answer => answer["cnf"] = new JsonObject { ["jkt"] = "abc" },
        })
        {
            Issuer.Answer = _ => { var answer = Active(); change(answer); return answer; };
            Assert.True((await Get("kw_oat_" + what.Replace(' ', '_'))).Status == HttpStatusCode.Unauthorized, what);
        }
    }

    [Fact]
    public async Task A_revocation_is_noticed_within_the_lifetime_of_an_answer()
    {
        Issuer.Answer = _ => Active();
        Assert.Equal(HttpStatusCode.OK, (await Get("kw_oat_a")).Status);
        Issuer.Answer = _ => new JsonObject { ["active"] = false };

        Clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(HttpStatusCode.OK, (await Get("kw_oat_a")).Status);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        IsRefused(await Get("kw_oat_a"));
        Assert.Equal(2, Issuer.Questions);
    }

    [Fact]
    public async Task An_answer_is_not_believed_longer_than_the_token_works()
    {
        var exp = At(5);
        Issuer.Answer = _ => { var answer = Active(); answer["exp"] = exp; return answer; };
        Assert.Equal(HttpStatusCode.OK, (await Get("kw_oat_a")).Status);

        Clock.Advance(TimeSpan.FromSeconds(5));
        IsRefused(await Get("kw_oat_a"));
        Assert.Equal(1, Issuer.Questions);
    }

    [Fact]
    public async Task Twenty_at_once_are_one_question()
    {
        Issuer.Answer = _ => Active();
        Issuer.Delay = new TaskCompletionSource();
        var answers = Enumerable.Range(0, 20).Select(_ => Get("kw_oat_a")).ToList();
        Issuer.Delay.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, Issuer.Questions);
    }

    [Fact]
    public async Task While_the_server_is_away_nobody_is_told_that_their_token_is_wrong()
    {
        Issuer.IsAway = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("kw_oat_a")).Status);
        Issuer.IsAway = false;
        Issuer.Answer = _ => Active();
        Assert.Equal(HttpStatusCode.OK, (await Get("kw_oat_a")).Status);
    }

    [Fact]
    public async Task A_jwt_is_verified_here()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        IsRefused(await Get(Token(type: "JWT")));
        IsRefused(await Get("a.b.c"));
        Assert.Equal(0, Issuer.Questions);
    }

    private JsonObject Active() => Introspected.Active(Api, At(300));

    private protected override void Configure(KeywrightBearerOptions options) =>
        (options.ClientId, options.ClientSecret) = ("api:one", "se&cret +");
}

/// <summary>An API that asks about every token, and proves itself with a key.</summary>
public sealed class BearerStrictTests : BearerTests
{
    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_revoked_jwt_is_refused()
    {
        IsRefused(await Get(Token()));
        Issuer.Answer = _ => Introspected.Active(Api, At(300));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
        IsRefused(await Get(Token(type: "JWT")));
    }

    // RFC 7523 §3.
    [Fact]
    public async Task The_api_proves_itself_with_its_key()
    {
        using var key = new TestKey("ES256", "api-key", _pair);
        _ = await Get(Token());

        var form = Issuer.LastQuestion.Form.Split('&').Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.Null(Issuer.LastQuestion.Authorization);
        Assert.Equal("api", form["client_id"]);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var claims = SignedToken.Parse(form["client_assertion"])!.Verify(key.Set)!.Value;
        Assert.Equal(("api", "api", FakeIssuer.Url), (claims.Text("iss"), claims.Text("sub"), claims.Text("aud")));
        Assert.Equal(22, claims.Text("jti")!.Length);
        Assert.Equal(At(60), claims.Instant("exp")!.Value.ToUnixTimeSeconds());
    }

    private protected override void Configure(KeywrightBearerOptions options) =>
        (options.Introspect, options.ClientId, options.ClientKey, options.ClientKeyId) = (true, "api", _pair, "api-key");
}

internal static class Introspected
{
    /// <summary>What the server says of a token that works.</summary>
    public static JsonObject Active(string audience, long expires) => new()
    {
        ["active"] = true,
        ["iss"] = FakeIssuer.Url,
        ["sub"] = "ada",
        ["aud"] = audience,
        ["client_id"] = "app",
        ["scope"] = "posts:read",
        ["token_type"] = "Bearer",
        ["exp"] = expires,
    };
}
