using System.Net;
using System.Text.Json.Nodes;
using Keywright.Client;
using Keywright.Tests.Support;

namespace Keywright.Tests.Client;

/// <summary>RFC 9449 §7: tokens that work with their client's key only.</summary>
public sealed class BearerDpopTests : BearerTests
{
    private const string Url = "https://api.example/v1/me";

    private readonly TestKey _client = new();

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public async Task A_bound_token_works_with_a_proof_of_its_key()
    {
        var token = Bound();
        Assert.Equal(HttpStatusCode.OK, (await Get(token, "DPoP", proofs: [Proof(token)])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get(token, "dpop", proofs: [Proof(token)])).Status);
    }

    [Fact]
    public async Task A_bound_token_is_no_bearer_token_and_a_bearer_token_is_not_bound()
    {
        var token = Bound();
        IsRefused(await Get(token));
        IsRefused(await Get(token, proofs: [Proof(token)]));
        IsRefused(await Get(Token(), "DPoP", proofs: [Proof(Token())]));
        Assert.Equal(HttpStatusCode.OK, (await Get(Token())).Status);
    }

    [Fact]
    public async Task A_proof_is_for_this_key_token_and_request()
    {
        var token = Bound();
        using var thief = new TestKey();
        IsRefused(await Get(token, "DPoP", proofs: [thief.Proof("GET", Url, Now, accessToken: token)]));
        foreach (var proofs in new string[][]
        {
            [],
            ["a.b.c"],
            [Proof(token), Proof(token)],
            [_client.Proof("GET", Url, Now)],
            [_client.Proof("GET", Url, Now, accessToken: token + "x")],
            [_client.Proof("POST", Url, Now, accessToken: token)],
            [_client.Proof("GET", "https://api.example/v1/you", Now, accessToken: token)],
            [_client.Proof("GET", "http://localhost/v1/me", Now, accessToken: token)],
            [_client.Proof("GET", Url, Now.AddSeconds(-61), accessToken: token)],
            [_client.Proof("GET", Url, Now.AddSeconds(61), accessToken: token)],
        })
        {
            IsRefused(await Get(token, "DPoP", proofs: proofs), "invalid_dpop_proof");
        }

        var good = _client.Proof("GET", Url + "?a=b", Now, accessToken: token);
        Assert.Equal(HttpStatusCode.OK, (await Get(token, "DPoP", proofs: [good])).Status);
    }

    [Fact]
    public async Task Of_twenty_uses_of_a_proof_at_once_one_succeeds()
    {
        var token = Bound();
        _ = await Get(token, "DPoP", proofs: [Proof(token)]);
        var proof = _client.Proof("GET", Url, Now.AddSeconds(60), accessToken: token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Get(token, "DPoP", proofs: [proof])));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);

        // Until the last second that it is young enough, and then for its age.
        Clock.Advance(TimeSpan.FromSeconds(120));
        IsRefused(await Get(token, "DPoP", proofs: [proof]), "invalid_dpop_proof");
        Clock.Advance(TimeSpan.FromSeconds(1));
        IsRefused(await Get(token, "DPoP", proofs: [proof]), "invalid_dpop_proof");
    }

    [Fact]
    public async Task A_proof_that_was_refused_is_not_used_up()
    {
        var token = Bound();
        var proof = Proof(token);
        IsRefused(await Get(Bound(claims => claims["aud"] = "https://other.example"), "DPoP", proofs: [proof]));
        Assert.Equal(HttpStatusCode.OK, (await Get(token, "DPoP", proofs: [proof])).Status);
    }

    private string Bound(Action<JsonObject>? change = null) => Token(claims =>
    {
        claims["cnf"] = new JsonObject { ["jkt"] = _client.Thumbprint };
        change?.Invoke(claims);
    });

    private string Proof(string token) => _client.Proof("GET", Url, Now, accessToken: token);
}

/// <summary>An API that takes no other tokens than bound ones.</summary>
public sealed class BearerDpopRequiredTests : BearerTests
{
    [Fact]
    public async Task Bearer_tokens_are_refused_and_not_asked_for()
    {
        var answer = await Get(Token());

        IsRefused(answer);
        Assert.StartsWith("DPoP ", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        var metadata = (await Send("/.well-known/oauth-protected-resource/v1")).Body;
        Assert.Contains("\"dpop_bound_access_tokens_required\":true", metadata, StringComparison.Ordinal);
    }

    private protected override void Configure(KeywrightBearerOptions options) => options.RequireDpop = true;
}
