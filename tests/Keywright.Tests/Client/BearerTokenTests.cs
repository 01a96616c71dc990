using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Client;
using Keywright.Tests.Support;

namespace Keywright.Tests.Client;

/// <summary>RFC 9068 §4: which JWTs an API takes for access tokens.</summary>
public sealed class BearerTokenTests : BearerTests
{
    [Fact]
    public async Task What_a_token_says_becomes_claims()
    {
        var answer = await Get(Token(claims =>
        {
            claims["roles"] = new JsonArray("editor", "author");
            claims["permissions"] = new JsonArray("posts:*");
        }));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            ["sub=ada", "client_id=app", "scope=posts:read", "scope=posts:write", "role=editor", "role=author", "permission=posts:*"],
            answer.Body.Split(' ').Where(claim => claim[..3] is not ("iss" or "aud" or "iat" or "exp" or "jti")));
    }

    [Fact]
    public async Task A_token_for_several_apis_is_for_this_one() =>
        Assert.Equal(HttpStatusCode.OK, (await Get(Token(claims => claims["aud"] = new JsonArray("https://other.example", Api)))).Status);

    [Fact]
    public async Task A_token_that_is_another_kind_or_for_somebody_else_is_refused()
    {
        using var other = new TestKey();
        foreach (var (what, token) in new Dictionary<string, string>
        {
            ["an ID token"] = Token(type: "JWT"),
            ["an ID token for this audience without a type"] = Token(type: null),
            ["a logout token"] = Token(type: "logout+jwt"),
            ["a DPoP proof"] = Token(type: "dpop+jwt"),
            ["of another issuer"] = Token(claims => claims["iss"] = "https://evil.example"),
            ["of an issuer with a slash"] = Token(claims => claims["iss"] = FakeIssuer.Url + "/"),
            ["without an issuer"] = Token(claims => claims.Remove("iss")),
            ["for another API"] = Token(claims => claims["aud"] = "https://other.example"),
            ["for its client"] = Token(claims => claims["aud"] = "app"),
            ["for nobody"] = Token(claims => claims.Remove("aud")),
            ["for a number"] = Token(claims => claims["aud"] = new JsonArray(7)),
            ["without an end"] = Token(claims => claims.Remove("exp")),
            ["with an end as text"] = Token(claims => claims["exp"] = "9999999999"),
            ["not yet valid"] = Token(claims => claims["nbf"] = At(61)),
            ["of another key of that name"] = Token(key: other),
            ["opaque"] = "kw_oat_abc",
            ["nonsense"] = "a.b.c",
            ["bound to a certificate"] = Token(claims => claims["cnf"] = new JsonObject { ["x5t#S256"] = "abc" }),
        })
        {
            var answer = await Get(token);
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, what);
            Assert.Contains("error=\"invalid_token\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_does_not_choose_its_algorithm()
    {
        var parts = Token().Split('.');
        foreach (var algorithm in new[] { "none", "None", "HS256" })
        {
            var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = Key.Id };
            var signed = Forgery.Encode(header.ToJsonString()) + "." + parts[1];
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key.Jwk.ToJsonString()), Encoding.ASCII.GetBytes(signed));
            IsRefused(await Get(signed + "."));
            IsRefused(await Get(signed + "." + System.Buffers.Text.Base64Url.EncodeToString(mac)));
        }

        using var rsa = new TestKey("RS256");
        IsRefused(await Get(Token(key: rsa)));
        IsRefused(await Get($"{parts[0]}.{parts[1]}."));
    }

    [Fact]
    public async Task A_token_ends_on_its_second()
    {
        var token = Token(claims => claims["exp"] = At(10));
        Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(HttpStatusCode.OK, (await Get(token)).Status);
        Clock.Advance(TimeSpan.FromSeconds(1));
        IsRefused(await Get(token));
    }

    [Fact]
    public async Task A_token_is_in_one_header_only()
    {
        var token = Token();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send("/v1/me?access_token=" + token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(token, "Token")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("", "Bearer")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get(token, "bearer")).Status);
        var twice = await Send("/v1/me", ("Authorization", "Bearer " + token), ("Authorization", "Bearer " + token));
        Assert.Equal(HttpStatusCode.BadRequest, twice.Status);
        Assert.Contains("error=\"invalid_request\"", twice.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    // RFC 6750 §3, RFC 9728 §5.1.
    [Fact]
    public async Task A_challenge_says_what_is_missing_and_where_tokens_come_from()
    {
        const string Metadata = "resource_metadata=\"https://api.example/.well-known/oauth-protected-resource/v1\"";
        Assert.Equal($"Bearer {Metadata}, DPoP {Metadata}, algs=\"ES256 RS256 PS256\"", (await Get(null)).Headers["WWW-Authenticate"]);

        var forbidden = await Get(Token(), path: "/v1/posts");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.StartsWith(
            "Bearer error=\"insufficient_scope\", error_description=\"The access token lacks a scope.\", scope=\"posts:read posts:list\", "
            + Metadata,
            forbidden.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal("posts", (await Get(Token(claims => claims["scope"] = "posts:list posts:read"), path: "/v1/posts")).Body);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(null, path: "/v1/posts")).Status);
        var alike = Token(claims => claims["scope"] = "posts:read:all posts:list");
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(alike, path: "/v1/posts")).Status);
    }

    // RFC 9728 §2 and §3.1.
    [Fact]
    public async Task The_metadata_of_the_api_is_for_everybody()
    {
        var answer = await Send("/.well-known/oauth-protected-resource/v1");

        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
        const string Expected = """
            {
              "resource": "https://api.example/v1",
              "authorization_servers": ["https://id.example"],
              "scopes_supported": ["posts:read"],
              "bearer_methods_supported": ["header"],
              "resource_name": "Posts",
              "dpop_signing_alg_values_supported": ["ES256", "RS256", "PS256"],
              "dpop_bound_access_tokens_required": false
            }
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), answer.Json), answer.Body);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        using var weak = RSA.Create(1024);
        foreach (var change in new Action<KeywrightBearerOptions>[]
        {
            options => options.Authority = "",
            options => options.Authority = "http://id.example",
            options => options.Authority = "id.example",
            options => options.Audience = "",
            options => options.PublicUrl = new Uri("api", UriKind.Relative),
            options => options.Introspect = true,
            options => options.ClientId = "api",
            options => (options.ClientId, options.ClientKey) = ("api", weak),
            options => options.IntrospectionLifetime = TimeSpan.FromSeconds(31),
            options => (options.Audience, options.RequireDpop) = ("api", true),
        })
        {
            var options = new KeywrightBearerOptions { Authority = "https://id.example", Audience = "https://api.example" };
            options.Validate();
            change(options);
            Assert.Throws<InvalidOperationException>(options.Validate);
        }
    }

    private protected override void Configure(KeywrightBearerOptions options)
    {
        options.Scopes.Add("posts:read");
        options.ResourceName = "Posts";
    }
}
