using System.Text.Json.Nodes;
using Keywright.OAuth;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.Security;
using Keywright.Security.Jose;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth.ClientAuthentication;

public sealed class ClientAssertionOnSqlite() : ClientAssertionTests(new SqliteTestDatabase());

public sealed class ClientAssertionOnPostgres() : ClientAssertionTests(new PostgresTestDatabase());

/// <summary>RFC 7523 §3 and OpenID Connect Core §9, <c>private_key_jwt</c>.</summary>
public abstract class ClientAssertionTests(TestDatabase database) : IAsyncLifetime
{
    private const string Issuer = "https://id.example";

    private static readonly OAuthClient Client =
        new(ClientId.From(new Guid("01930000-0000-7000-8000-000000000001")), "app", "App", ClientAssertion.Method);

    private readonly TestKey _key = new();
    private ClientAssertion _assertion = null!;
    private int _asked;

    private DateTimeOffset Now => database.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        var opened = await database.Open();
        _ = await database.Migrator(opened).Up();
        _assertion = new ClientAssertion(opened, new OAuthSettings(Issuer, ""), new OAuthOptions());
    }

    public async Task DisposeAsync()
    {
        _key.Dispose();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(Issuer)]
    [InlineData(Issuer + "/oauth/token")]
    [InlineData(Issuer + "/oauth/par")]
    public async Task A_client_proves_who_it_is(string audience) =>
        Assert.Null(await Refusal(Assertion(claims => claims["aud"] = audience)));

    [Theory]
    [InlineData("JWT")]
    [InlineData("client-authentication+jwt")]
    [InlineData(null)]
    public async Task It_may_say_what_it_is_for(string? type) => Assert.Null(await Refusal(_key.Token(Claims(), type)));

    [Fact]
    public async Task Every_algorithm_of_ours_proves()
    {
        foreach (var algorithm in new[] { "RS256", "PS256" })
        {
            using var key = new TestKey(algorithm, algorithm);
            Assert.Null(await _assertion.Refuse(
                ClientAssertion.Type, key.Token(Claims()), Client, (_, _, _) => new(key.Set), CancellationToken.None));
        }
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_refused()
    {
        using var other = new TestKey();
        var assertions = new Dictionary<string, string>
        {
            ["none"] = "",
            ["unsigned"] = string.Join('.', Assertion().Split('.')[..2]) + ".",
            ["another key"] = other.Token(Claims()),
            ["an access token"] = _key.Token(Claims(), "at+jwt"),
            ["a DPoP proof"] = _key.Token(Claims(), "dpop+jwt"),
            ["a request object"] = _key.Token(Claims(), "oauth-authz-req+jwt"),
            ["another issuer"] = Assertion(claims => claims["iss"] = "other"),
            ["another subject"] = Assertion(claims => claims["sub"] = "other"),
            ["no subject"] = Assertion(claims => claims.Remove("sub")),
            ["no issuer"] = Assertion(claims => claims.Remove("iss")),
            ["no audience"] = Assertion(claims => claims.Remove("aud")),
            ["no exp"] = Assertion(claims => claims.Remove("exp")),
            ["no jti"] = Assertion(claims => claims.Remove("jti")),
            ["an empty jti"] = Assertion(claims => claims["jti"] = ""),
            ["a long jti"] = Assertion(claims => claims["jti"] = new string('x', 256)),
            ["expired"] = Assertion(claims => claims["exp"] = At(-60)),
            ["too long a life"] = Assertion(claims => claims["exp"] = At(361)),
            ["not yet"] = Assertion(claims => claims["nbf"] = At(61)),
            ["from the future"] = Assertion(claims => claims["iat"] = At(61)),
        };
        foreach (var (what, assertion) in assertions)
        {
            Assert.True((await Refusal(assertion))?.Code == "invalid_client", what);
        }

        Assert.Equal("invalid_request", (await _assertion.Refuse(null, Assertion(), Client, Keys, default))!.Code);
        Assert.Equal("invalid_request", (await _assertion.Refuse(
            "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", Assertion(), Client, Keys, default))!.Code);
    }

    [Fact]
    public async Task The_clock_may_differ_by_a_minute_and_not_by_more()
    {
        Assert.Null(await Refusal(Assertion(claims => claims["exp"] = At(-59))));
        Assert.Null(await Refusal(Assertion(claims => claims["exp"] = At(360))));
        Assert.Null(await Refusal(Assertion(claims => claims["nbf"] = At(60))));
        Assert.Null(await Refusal(Assertion(claims => claims["iat"] = At(60))));
    }

    [Fact]
    public async Task What_was_made_for_another_server_too_is_refused()
    {
        Assert.Null(await Refusal(Assertion(claims => claims["aud"] = new JsonArray(Issuer, Issuer + "/oauth/token"))));
        foreach (var audience in new JsonNode[]
        {
            "https://evil.example", Issuer + "/", Issuer + "/oauth/introspect", "", 7,
            new JsonArray(), new JsonArray(Issuer, "https://evil.example"), new JsonArray(Issuer, 7), new JsonArray(new JsonArray(Issuer)),
        })
        {
            var refusal = await Refusal(Assertion(claims => claims["aud"] = audience.DeepClone()));
            Assert.True(refusal?.Code == "invalid_client", audience.ToJsonString());
        }
    }

    // FAPI 2.0 Security Profile §5.3.2.1.
    [Fact]
    public async Task A_fapi_client_names_the_issuer_and_nothing_else()
    {
        var client = Client with { IsFapi2 = true };
        Assert.Null(await Refusal(Assertion(), client));
        Assert.NotNull(await Refusal(Assertion(claims => claims["aud"] = Issuer + "/oauth/token"), client));
        Assert.NotNull(await Refusal(Assertion(claims => claims["aud"] = new JsonArray(Issuer)), client));
    }

    [Fact]
    public async Task Of_twenty_uses_at_once_on_two_nodes_one_succeeds()
    {
        var second = new ClientAssertion(await database.Open(), new OAuthSettings(Issuer, ""), new OAuthOptions());
        var assertion = Assertion();

        var refusals = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? _assertion : second)
            .Refuse(ClientAssertion.Type, assertion, Client, Keys, default).AsTask()));

        Assert.Single(refusals, refusal => refusal is null);
        Assert.Equal(19, refusals.Count(refusal => refusal?.Code == "invalid_client"));
    }

    [Fact]
    public async Task Two_clients_may_use_the_same_id()
    {
        var other = Client with { ClientId = "other" };
        Assert.Null(await Refusal(Assertion(claims => claims["jti"] = "1")));
        Assert.Null(await Refusal(
            Assertion(claims =>
            {
                claims["jti"] = "1";
                (claims["iss"], claims["sub"]) = ("other", "other");
            }),
            other));
    }

    [Fact]
    public async Task Only_a_client_that_is_registered_for_it_proves_itself_so()
    {
        Assert.NotNull(await Refusal(Assertion(), Client with { AuthMethod = "client_secret_basic" }));
        Assert.NotNull(await Refusal(Assertion(), Client with { AuthMethod = "none" }));
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task Junk_has_nobody_read_keys()
    {
        Assert.NotNull(await Refusal("a.b.c"));
        Assert.NotNull(await Refusal(Assertion(claims => claims["iss"] = "other")));
        Assert.Equal(0, _asked);
        Assert.NotNull(await _assertion.Refuse(ClientAssertion.Type, Assertion(), Client, (_, _, _) => new((KeySet?)null), default));
    }

    [Fact]
    public void The_client_is_named_before_anything_is_proven()
    {
        Assert.Equal("app", ClientAssertion.ClientIdOf(Assertion()));
        Assert.Null(ClientAssertion.ClientIdOf("a.b.c"));
        Assert.Null(ClientAssertion.ClientIdOf(null));
    }

    private async Task<OAuthError?> Refusal(string assertion, OAuthClient? client = null) =>
        await _assertion.Refuse(ClientAssertion.Type, assertion, client ?? Client, Keys, CancellationToken.None);

    private ValueTask<KeySet?> Keys(OAuthClient client, SignedToken token, CancellationToken ct)
    {
        _asked++;
        return new(_key.Set);
    }

    private string Assertion(Action<JsonObject>? change = null)
    {
        var claims = Claims();
        change?.Invoke(claims);
        return _key.Token(claims);
    }

    private JsonObject Claims() => new()
    {
        ["iss"] = "app",
        ["sub"] = "app",
        ["aud"] = Issuer,
        ["jti"] = Guid.CreateVersion7(Now).ToString(),
        ["iat"] = At(0),
        ["exp"] = At(60),
    };

    private long At(int seconds) => Now.AddSeconds(seconds).ToUnixTimeSeconds();
}
