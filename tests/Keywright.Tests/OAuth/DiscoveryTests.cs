using System.Net;
using System.Text.Json.Nodes;
using Keywright.OAuth;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth;

public sealed class DiscoveryOnSqlite() : DiscoveryTests(new SqliteTestDatabase());

/// <summary>RFC 8414 and OpenID Connect Discovery: what is supported, and no more.</summary>
public abstract class DiscoveryTests(TestDatabase database) : OAuthTests(database)
{
    [Fact]
    public async Task Both_documents_say_the_same_and_every_page_may_read_them()
    {
        var one = await Server.Send("GET", "~/.well-known/openid-configuration");
        var other = await Server.Send("GET", "~/.well-known/oauth-authorization-server");

        IsOk(one);
        Assert.Equal(one.Body, other.Body);
        Assert.Equal("*", one.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("http://127.0.0.1:5080", one.Text("issuer"));
    }

    [Fact]
    public async Task Every_endpoint_that_is_named_is_there()
    {
        var document = (await Server.Send("GET", "~/.well-known/openid-configuration")).Json;

        foreach (var (name, address) in document.Where(
            one => one.Key.EndsWith("_endpoint", StringComparison.Ordinal) || one.Key == "jwks_uri"))
        {
            var path = new Uri(address!.ToString()).PathAndQuery;
            var answer = await Server.Send("OPTIONS", "~" + path);
            Assert.True(answer.Status != HttpStatusCode.NotFound, $"{name} names {path}, which is not there.");
        }
    }

    [Fact]
    public async Task Every_grant_and_method_that_is_named_is_known_and_no_other()
    {
        var document = (await Server.Send("GET", "~/.well-known/openid-configuration")).Json;
        var client = await Client(one => one with { GrantTypes = Strings(document["grant_types_supported"]!) });
        foreach (var grant in client.Registered.GrantTypes)
        {
            Assert.NotEqual("unsupported_grant_type", (await client.Token(("grant_type", grant))).Code);
        }

        foreach (var grant in new[] { "password", "implicit", "urn:ietf:params:oauth:grant-type:saml2-bearer" })
        {
            Is(HttpStatusCode.BadRequest, "unsupported_grant_type", await client.Token(("grant_type", grant)));
        }
    }

    [Fact]
    public async Task Under_fapi_no_more_is_promised_than_the_profile_takes()
    {
        var client = await Client();
        await using var strict = await Another(options =>
        {
            Configure(options);
            options.OAuth.Profile = OAuthProfile.Fapi2;
        });

        var document = (await strict.Send("GET", "~/.well-known/openid-configuration")).Json;

        Is(HttpStatusCode.Unauthorized, "invalid_client", await new TestClient(strict, client.Registered, client.Secret)
            .Token(("grant_type", "client_credentials")));
        Assert.True((bool)document["require_pushed_authorization_requests"]!);
        foreach (var endpoint in new[] { "token", "introspection", "revocation" })
        {
            Assert.Equal(["private_key_jwt"], Strings(document[endpoint + "_endpoint_auth_methods_supported"]!));
        }
    }

    private static List<string> Strings(JsonNode list) => [.. list.AsArray().Select(one => one!.ToString())];
}
