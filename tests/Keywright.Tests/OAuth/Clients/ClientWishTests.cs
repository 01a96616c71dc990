using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Keywright.OAuth.Clients;

namespace Keywright.Tests.OAuth.Clients;

/// <summary>What a client may be: each member, and what they mean together.</summary>
public sealed class ClientWishTests
{
    // RFC 7517 §A.1
    private const string Point =
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
        + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"";

    private const string Fapi = $$$"""
        {"client_name":"Bank","redirect_uris":["https://bank.example/cb"],"token_endpoint_auth_method":"private_key_jwt",
         "jwks":{"keys":[{ {{{Point}}} }]},"profile":"fapi2"}
        """;

    [Theory]
    [InlineData("client_name", """{"redirect_uris":["https://a.example/cb"]}""")]
    [InlineData("client_name", """{"client_name":"  "}""")]
    [InlineData("client_name", """{"client_name":"a\u0000b"}""")]
    [InlineData("client_name", """{"client_name":"\ud800"}""")]
    [InlineData("redirect_uris", """{}""")]
    [InlineData("redirect_uris", """{"redirect_uris":["http://a.example/cb"]}""")]
    [InlineData("redirect_uris", """{"redirect_uris":["javascript:alert(1)"]}""")]
    [InlineData("redirect_uris", """{"redirect_uris":["com.example.app:/cb"]}""")]
    [InlineData("post_logout_redirect_uris", """{"post_logout_redirect_uris":["https://a.example/#x"]}""")]
    [InlineData("grant_types", """{"grant_types":["password"]}""")]
    [InlineData("grant_types", """{"grant_types":["implicit"]}""")]
    [InlineData("grant_types", """{"grant_types":[]}""")]
    [InlineData("grant_types", """{"grant_types":["refresh_token"]}""")]
    [InlineData("grant_types", """{"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}""")]
    [InlineData("grant_types",
        """{"grant_types":["urn:ietf:params:oauth:grant-type:token-exchange"],"token_endpoint_auth_method":"none"}""")]
    [InlineData("response_types", """{"response_types":["token"]}""")]
    [InlineData("response_types", """{"response_types":["code id_token"]}""")]
    [InlineData("response_types", """{"response_types":["code"],"grant_types":["client_credentials"]}""")]
    [InlineData("token_endpoint_auth_method", """{"token_endpoint_auth_method":"client_secret_jwt"}""")]
    [InlineData("token_endpoint_auth_method", """{"token_endpoint_auth_method":"NONE"}""")]
    [InlineData("scope", """{"scope":"open\"id"}""")]
    [InlineData("scope", """{"scope":"ünicode"}""")]
    [InlineData("resources", """{"resources":["/relative"]}""")]
    [InlineData("resources", """{"resources":["https://api.example/#x"]}""")]
    [InlineData("jwks", """{"token_endpoint_auth_method":"private_key_jwt"}""")]
    [InlineData("jwks", """{"jwks":{}}""")]
    [InlineData("jwks", """{"jwks":{"keys":[]}}""")]
    [InlineData("jwks", """{"jwks":{"keys":["x"]}}""")]
    [InlineData("jwks", """{"jwks":{"keys":[{"kty":"oct","k":"AAAA"}]}}""")]
    [InlineData("jwks", """{"jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}}""")]
    [InlineData("jwks", "{\"jwks\":{\"keys\":[{" + Point + ",\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}]}}")]
    [InlineData("jwks_uri", """{"jwks_uri":"http://a.example/keys"}""")]
    [InlineData("jwks_uri", """{"jwks_uri":"https://ada@a.example/keys"}""")]
    [InlineData("application_type", """{"application_type":"browser"}""")]
    [InlineData("subject_type", """{"subject_type":"both"}""")]
    [InlineData("sector_identifier_uri",
        """{"subject_type":"pairwise","redirect_uris":["https://a.example/cb","https://b.example/cb"]}""")]
    [InlineData("sector_identifier_uri",
        """{"subject_type":"pairwise","application_type":"native","redirect_uris":["http://127.0.0.1/cb"]}""")]
    [InlineData("id_token_signed_response_alg", """{"id_token_signed_response_alg":"none"}""")]
    [InlineData("id_token_signed_response_alg", """{"id_token_signed_response_alg":"HS256"}""")]
    [InlineData("contacts", """{"contacts":["a\nb"]}""")]
    [InlineData("logo_uri", """{"logo_uri":"javascript:alert(1)"}""")]
    [InlineData("client_uri", """{"client_uri":"data:text/html,x"}""")]
    [InlineData("policy_uri", """{"policy_uri":"http://a.example/"}""")]
    [InlineData("tos_uri", """{"tos_uri":"tos"}""")]
    [InlineData("backchannel_logout_uri", """{"backchannel_logout_uri":"https://a.example/#x"}""")]
    [InlineData("backchannel_logout_session_required", """{"backchannel_logout_session_required":true}""")]
    [InlineData("default_max_age", """{"default_max_age":-1}""")]
    [InlineData("access_token_format", """{"access_token_format":"xml"}""")]
    [InlineData("access_token_lifetime", """{"access_token_lifetime":0}""")]
    [InlineData("access_token_lifetime", """{"access_token_lifetime":1e9}""")]
    [InlineData("refresh_token_lifetime", """{"refresh_token_lifetime":1.5}""")]
    [InlineData("authorization_code_lifetime", """{"authorization_code_lifetime":601}""")]
    [InlineData("require_pkce", """{"require_pkce":false,"token_endpoint_auth_method":"none"}""")]
    [InlineData("consent", """{"consent":"never"}""")]
    [InlineData("profile", """{"profile":"fapi1"}""")]
    [InlineData("requests_per_minute", """{"requests_per_minute":0}""")]
    [InlineData("status", """{"status":"deleted"}""")]
    public void What_is_wrong_is_named(string member, string json)
    {
        var (said, _) = Read(json);

        Assert.Null(said.WrongType);
        Assert.All(said.Errors[member], reason => Assert.EndsWith(".", reason.TrimEnd(':'), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("redirect_uris", """{"redirect_uris":"https://a.example/cb"}""")]
    [InlineData("redirect_uris", """{"redirect_uris":[1]}""")]
    [InlineData("client_name", """{"client_name":1}""")]
    [InlineData("scope", """{"scope":["openid"]}""")]
    [InlineData("jwks", """{"jwks":"https://a.example/keys"}""")]
    [InlineData("require_pkce", """{"require_pkce":"true"}""")]
    [InlineData("default_max_age", """{"default_max_age":"60"}""")]
    public void The_wrong_JSON_type_is_told_apart(string member, string json) => Assert.Equal(member, Read(json).Said.WrongType);

    [Theory]
    [InlineData("profile", """{"token_endpoint_auth_method":"client_secret_basic"}""", "token_endpoint_auth_method")]
    [InlineData("PAR", """{"require_pushed_authorization_requests":false}""", "require_pushed_authorization_requests")]
    [InlineData("DPoP", """{"dpop_bound_access_tokens":false}""", "dpop_bound_access_tokens")]
    [InlineData("PKCE", """{"require_pkce":false}""", "require_pkce")]
    [InlineData("https", """{"application_type":"native","redirect_uris":["http://127.0.0.1/cb"]}""", "redirect_uris")]
    [InlineData("alg", """{"id_token_signed_response_alg":"RS256"}""", "id_token_signed_response_alg")]
    [InlineData("code", """{"authorization_code_lifetime":61}""", "authorization_code_lifetime")]
    public void Who_wants_FAPI_2_must_fit_it(string because, string change, string member)
    {
        Assert.NotEmpty(because);
        var json = JsonNode.Parse(Fapi)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            json[name] = value!.DeepClone();
        }

        Assert.Equal([member], Read(json.ToJsonString()).Said.Errors.Keys);
    }

    [Fact]
    public void Who_wants_FAPI_2_and_says_no_more_gets_what_it_demands()
    {
        var (said, client) = Read(Fapi);

        Assert.Empty(said.Errors);
        Assert.True(client is { IsFapi2: true, RequirePushedRequests: true, DpopBoundAccessTokens: true, RequirePkce: true });
    }

    [Fact]
    public void Keys_come_by_one_way_only()
    {
        var json = JsonNode.Parse(Fapi)!.AsObject();
        json["jwks_uri"] = "https://bank.example/keys";

        Assert.Equal(["jwks_uri"], Read(json.ToJsonString()).Said.Errors.Keys);
    }

    [Fact]
    public void Every_wrong_member_is_told_at_once()
    {
        var (said, _) = Read("""{"grant_types":["password"],"scope":"\\","redirect_uris":["x","https://a.example/*"],"consent":"no"}""");

        Assert.Equal(["client_name", "consent", "grant_types", "redirect_uris", "scope"], said.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, said.Errors["redirect_uris"].Length);
    }

    [Fact]
    public void Lists_have_an_end() =>
        Assert.Contains("redirect_uris", Read(new JsonObject
        {
            ["redirect_uris"] = new JsonArray([.. Enumerable.Range(0, 101).Select(i => (JsonNode)$"https://a.example/{i}")]),
        }.ToJsonString()).Said.Errors.Keys);

    [Fact]
    public void Who_describes_itself_has_no_say_in_what_is_ours()
    {
        var json = JsonElement.Parse("""
            {"client_name":"A","redirect_uris":["https://a.example/cb"],"require_pkce":false,"consent":"implied",
             "requests_per_minute":1000000,"access_token_lifetime":86400,"status":"disabled"}
            """);
        var said = new ClientMembers(json, ClientWish.Ours);

        var client = ClientWish.Read(said, ClientWish.New(default, "c"));

        Assert.Empty(said.Errors);
        Assert.True(client is
        {
            RequirePkce: true, AsksConsent: true, IsActive: true, RequestsPerMinute: null, AccessTokenLifetime: null,
        });
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("https://a.example/")]
    [InlineData("ünicode")]
    [InlineData("0199a000-0000-7000-8000-000000000000")]
    public void Not_every_text_is_a_client_id(string clientId) => Assert.NotNull(ClientWish.RefuseClientId(clientId));

    [Fact]
    public void No_JSON_whatever_makes_the_check_fall_over()
    {
        string[] names = ["client_name", "redirect_uris", "scope", "jwks", "grant_types", "default_max_age", "require_pkce", "profile"];
        string[] values =
        [
            "null", "true", "[]", "{}", "-1", "1e99", "\"\"", "[null]", "[[]]", "[{}]", "\"\\ud800\"", "{\"keys\":{}}",
            "{\"keys\":[null]}",
        ];
        Prop.ForAll(Gen.Elements(names).ToArbitrary(), Gen.Elements(values).ToArbitrary(), (name, value) =>
        {
            var (said, _) = Read($$"""{"{{name}}":{{value}}}""");
            return said.Errors.Count > 0;
        }).QuickCheckThrowOnFailure();
    }

    private static (ClientMembers Said, OAuthClient Client) Read(string json)
    {
        var said = new ClientMembers(JsonElement.Parse(json));
        return (said, ClientWish.Read(said, ClientWish.New(default, "c")));
    }
}
