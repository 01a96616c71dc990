using System.Text.Json.Nodes;
using Keywright.OAuth;
using Keywright.OAuth.Clients;
using Keywright.OAuth.RequestObjects;
using Keywright.Security;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth.RequestObjects;

/// <summary>RFC 9101 and OpenID Connect Core §6.</summary>
public sealed class RequestObjectTests : IDisposable
{
    private const string Issuer = "https://id.example";

    private static readonly OAuthClient Client =
        new(ClientId.From(new Guid("01930000-0000-7000-8000-000000000001")), "app", "App", "none");

    private readonly TestKey _key = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task The_parameters_are_those_that_the_client_signed()
    {
        var verdict = await Verify(_key.Token(
            Claims(claims =>
            {
                claims["max_age"] = 300;
                claims["claims"] = new JsonObject { ["id_token"] = new JsonObject { ["acr"] = null } };
                claims["resource"] = new JsonArray("https://a.example", "https://b.example");
            }),
            "oauth-authz-req+jwt"));

        Assert.Equal(
            [
                ("client_id", "app"), ("response_type", "code"), ("redirect_uri", "https://app.example/cb"), ("max_age", "300"),
                ("claims", """{"id_token":{"acr":null}}"""), ("resource", "https://a.example"), ("resource", "https://b.example"),
            ],
            Assert.IsType<RequestObjectVerdict.Verified>(verdict).Parameters.Select(parameter => (parameter.Key, parameter.Value)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("JWT")]
    [InlineData("application/oauth-authz-req+jwt")]
    public async Task It_may_be_untyped_or_a_jwt(string? type) => Assert.True(await IsTaken(_key.Token(Claims(), type)));

    [Fact]
    public async Task What_is_missing_or_wrong_is_refused()
    {
        using var other = new TestKey();
        var requests = new Dictionary<string, string>
        {
            ["unsigned"] = Forgery.Unsigned("none", Claims()),
            ["without its signature"] = string.Join('.', _key.Token(Claims()).Split('.')[..2]) + ".",
            ["another key"] = other.Token(Claims()),
            ["an ID token"] = _key.Token(Claims(), "id_token+jwt"),
            ["a client's assertion"] = _key.Token(Claims(), "client-authentication+jwt"),
            ["a DPoP proof"] = _key.Token(Claims(), "dpop+jwt"),
            ["no iss"] = Request(claims => claims.Remove("iss")),
            ["another iss"] = Request(claims => claims["iss"] = "other"),
            ["no client_id"] = Request(claims => claims.Remove("client_id")),
            ["another client_id"] = Request(claims => claims["client_id"] = "other"),
            ["no aud"] = Request(claims => claims.Remove("aud")),
            ["another aud"] = Request(claims => claims["aud"] = "https://evil.example"),
            ["aud of two"] = Request(claims => claims["aud"] = new JsonArray(Issuer, "https://evil.example")),
            ["the subject of an assertion"] = Request(claims => claims["sub"] = "app"),
            ["a request in it"] = Request(claims => claims["request"] = "a.b.c"),
            ["a request_uri in it"] = Request(claims => claims["request_uri"] = "https://app.example/r"),
            ["no exp"] = Request(claims => claims.Remove("exp")),
            ["expired"] = Request(claims => claims["exp"] = At(-60)),
            ["a life that never ends"] = Request(claims => claims["exp"] = At(3661)),
            ["not yet"] = Request(claims => claims["nbf"] = At(61)),
            ["from the future"] = Request(claims => claims["iat"] = At(61)),
            ["a null"] = Request(claims => claims["state"] = null),
            ["half a character"] = _key.Sign("""{"alg":"ES256","kid":"key"}""", Claims().ToJsonString()[..^1] + ",\"state\":\"\\ud800\"}"),
        };
        foreach (var (what, request) in requests)
        {
            var refused = Assert.IsType<RequestObjectVerdict.Refused>(await Verify(request));
            Assert.True(refused.Error.Code == "invalid_request_object", what);
        }
    }

    // FAPI 2.0 Message Signing §5.3.1.
    [Fact]
    public async Task A_fapi_client_says_since_when()
    {
        var client = Client with { IsFapi2 = true };
        Assert.False(await IsTaken(Request(_ => { }), client));
        Assert.True(await IsTaken(Request(claims => claims["nbf"] = At(-3600)), client));
        Assert.False(await IsTaken(Request(claims => claims["nbf"] = At(-3601)), client));
    }

    private string Request(Action<JsonObject> change) => _key.Token(Claims(change));

    private async Task<bool> IsTaken(string request, OAuthClient? client = null) =>
        await Verify(request, client) is RequestObjectVerdict.Verified;

    private async Task<RequestObjectVerdict> Verify(string request, OAuthClient? client = null) =>
        await new RequestObject(new OAuthSettings(Issuer, ""), _clock).Verify(
            request, client ?? Client, (_, _, _) => new(_key.Set), CancellationToken.None);

    private JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = "app",
            ["aud"] = Issuer,
            ["exp"] = At(300),
            ["client_id"] = "app",
            ["response_type"] = "code",
            ["redirect_uri"] = "https://app.example/cb",
        };
        change?.Invoke(claims);
        return claims;
    }

    private long At(int seconds) => _clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();
}
