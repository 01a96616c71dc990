using System.Net;
using System.Text.Json.Nodes;
using Keywright.OAuth.Clients;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class ClientDocumentsOnSqlite() : ClientDocumentsTests(new SqliteTestDatabase());

public sealed class ClientDocumentsOnPostgres() : ClientDocumentsTests(new PostgresTestDatabase());

/// <summary>draft-ietf-oauth-client-id-metadata-document: clients that are known by the address of what describes them.</summary>
public abstract class ClientDocumentsTests(TestDatabase database) : ServerTests(database)
{
    private readonly ClientSite _site = new();

    private string Id => _site.At("/client.json");

    public override async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_what_its_document_says()
    {
        Put("""
            {"client_name":"An assistant","redirect_uris":["http://127.0.0.1/cb","https://assistant.example/cb"],
             "grant_types":["authorization_code","refresh_token","urn:example:of-others"],"logo_uri":"https://assistant.example/logo"}
            """);

        var client = (await Find())!;

        Assert.Equal(
            (Id, "An assistant", "none", "native", ClientRegistration.Document, true),
            (client.ClientId, client.Name, client.AuthMethod, client.ApplicationType, client.Registration, client.AsksConsent));
        Assert.Equal(["authorization_code", "refresh_token"], client.GrantTypes);
        Assert.True(RedirectUris.Matches(client, "http://127.0.0.1:50000/cb"));
        Assert.Equal(["openid", "profile", "email", "phone", "address", "offline_access"], client.Scopes);
        Assert.Contains("oauth_client_created", await Server.AuditTypes());
    }

    [Fact]
    public async Task The_document_is_fetched_once_while_it_is_fresh_and_makes_one_client()
    {
        Put("""{"redirect_uris":["https://a.example/cb"]}""", "Cache-Control: max-age=600\r\n");
        var first = await Find();

        Server.Wait(TimeSpan.FromSeconds(599));
        Assert.Equal(first!.Id, (await Find())!.Id);
        Assert.Equal(1, _site.Calls);
        Server.Wait(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Find()));

        Assert.Single(await Server.Rows(tx => tx.List($"SELECT client_id FROM kw.oauth_clients", row => row.Text("client_id"))));
        Assert.Equal(1, (await Server.AuditTypes()).Count(type => type.StartsWith("oauth_client_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_document_says_anew_holds_once_the_old_one_is_stale()
    {
        Put("""{"redirect_uris":["https://a.example/cb"]}""", "Cache-Control: no-cache\r\n");
        var before = await Find();
        Put("""{"redirect_uris":["https://a.example/new"]}""");

        Server.Wait(TimeSpan.FromMinutes(1));

        var after = (await Find())!;
        Assert.Equal(before!.Id, after.Id);
        Assert.Equal(["https://a.example/new"], after.RedirectUris);
        Assert.Contains("oauth_client_updated", await Server.AuditTypes());
    }

    [Fact]
    public async Task A_site_that_is_away_costs_nothing_for_a_day_one_that_says_no_ends_it()
    {
        Put("""{"redirect_uris":["https://a.example/cb"]}""");
        Assert.NotNull(await Find());

        _site.PutRaw("/client.json", "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n");
        Server.Wait(TimeSpan.FromHours(23));
        Assert.NotNull(await Find());
        Server.Wait(TimeSpan.FromHours(1));
        Assert.Null(await Find());

        Put("""{"redirect_uris":["https://a.example/cb"]}""");
        Assert.NotNull(await Find());
        _site.PutRaw("/client.json", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        Server.Wait(TimeSpan.FromHours(2));
        Assert.Null(await Find());
    }

    [Theory]
    [InlineData("""{"client_id":"https://evil.example/client.json"}""")]
    [InlineData("""{"client_id":null}""")]
    [InlineData("""{"client_secret":"s"}""")]
    [InlineData("""{"client_secret_expires_at":0}""")]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_basic"}""")]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_post"}""")]
    [InlineData("""{"token_endpoint_auth_method":"private_key_jwt"}""")]
    [InlineData("""{"redirect_uris":[]}""")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""")]
    [InlineData("""{"redirect_uris":["https://a.example/*"]}""")]
    [InlineData("""{"redirect_uris":"https://a.example/cb"}""")]
    [InlineData("""{"grant_types":["client_credentials"]}""")]
    [InlineData("""{"logo_uri":"javascript:alert(1)"}""")]
    [InlineData("""{"client_name":"\u0000"}""")]
    [InlineData("""{"unknown":"\ud800"}""")]
    public async Task A_document_that_breaks_the_rules_is_nobody(string change)
    {
        var json = new JsonObject { ["client_id"] = Id, ["redirect_uris"] = new JsonArray("https://a.example/cb") };
        var text = json.ToJsonString();
        var changed = change.Contains("\\u", StringComparison.Ordinal)
            ? string.Concat(text.AsSpan(0, text.Length - 1), ",", change.AsSpan(1))
            : Merged(json, change);
        _site.Put("/client.json", changed);

        Assert.Null(await Find());
        Assert.Equal(1, _site.Calls);
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT client_id FROM kw.oauth_clients", row => row.Text("client_id"))));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("<html></html>")]
    [InlineData("")]
    public async Task What_is_no_document_is_nobody(string text)
    {
        _site.Put("/client.json", text);

        Assert.Null(await Find());
    }

    [Theory]
    [InlineData("/a/../client.json")]
    [InlineData("/./client.json")]
    [InlineData("/client.json#x")]
    [InlineData("/client.js%6Fn")]
    public async Task An_address_that_could_be_written_in_another_way_is_not_asked(string path)
    {
        var id = Id.Replace("/client.json", path, StringComparison.Ordinal);

        Assert.Null(await Find(id));
        Assert.Null(await Find(Id.Replace("http://", "http://ada@", StringComparison.Ordinal)));
        Assert.Null(await Find(Id.Replace("http://", "HTTP://", StringComparison.Ordinal)));
        Assert.Null(await Find("ftp://127.0.0.1/client.json"));

        Assert.Equal(0, _site.Calls);
    }

    [Fact]
    public async Task A_redirect_leads_nowhere()
    {
        Put("""{"redirect_uris":["https://a.example/cb"]}""");
        _site.PutRaw("/moved", $"HTTP/1.1 302 Found\r\nLocation: {Id}\r\nContent-Length: 0\r\n\r\n");

        Assert.Null(await Find(_site.At("/moved")));
    }

    [Fact]
    public async Task It_gets_no_more_than_the_operator_lets_unknown_clients_have()
    {
        await using var other = await Another(options =>
        {
            options.OAuth.Scopes["posts:read"] = new();
            options.OAuth.Scopes["posts:write"] = new();
            options.OAuth.SelfRegisteredScopes.Add("posts:read");
        });
        Put("""
            {"redirect_uris":["https://a.example/cb"],"scope":"openid posts:read posts:write roles keywright:*","consent":"implied",
             "require_pkce":false,"requests_per_minute":1000000,"access_token_lifetime":86400,"resources":["https://internal.example"]}
            """);

        var client = (await Find(Id, other))!;

        Assert.Equal(["openid", "posts:read"], client.Scopes);
        Assert.Empty(client.Resources);
        Assert.True(client is { AsksConsent: true, RequirePkce: true, RequestsPerMinute: null, AccessTokenLifetime: null });
    }

    [Fact]
    public async Task An_administrator_can_shut_one_out_for_good()
    {
        Put("""{"redirect_uris":["https://a.example/cb"]}""", "Cache-Control: no-store\r\n");
        var admin = await Server.Administrator();
        var client = (await Find())!;

        var patched = await admin.Send("PATCH", $"/api/admin/clients/{client.Id}", new { status = "disabled" });

        IsOk(patched);
        Assert.Null(await Find());
        Server.Wait(TimeSpan.FromHours(1));
        Assert.Null(await Find());
    }

    [Fact]
    public async Task Without_the_setting_there_are_none()
    {
        await using var other = await Another(options => options.OAuth.ClientIdMetadataDocuments = false);
        Put("""{"redirect_uris":["https://a.example/cb"]}""");
        Assert.NotNull(await Find());

        Assert.Null(await Find(Id, other));
        Assert.Equal(1, _site.Calls);
    }

    [Fact]
    public async Task Nobody_makes_us_fetch_much()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        var directory = limited.Services.GetRequiredService<ClientDirectory>();
        var attacker = IPAddress.Parse("198.51.100.7");
        for (var i = 0; i < 15; i++)
        {
            Assert.Null(await directory.Find(_site.At($"/{i}"), attacker, CancellationToken.None));
        }

        Assert.Equal(10, _site.Calls);
        Put("""{"redirect_uris":["https://a.example/cb"]}""");
        Assert.NotNull(await directory.Find(Id, IPAddress.Parse("198.51.100.8"), CancellationToken.None));
        for (var i = 20; i < 60; i++)
        {
            Assert.Null(await directory.Find(_site.At($"/{i}"), null, CancellationToken.None));
        }

        Assert.InRange(_site.Calls, 20, 31);
    }

    [Theory]
    [InlineData("/oauth/end_session?client_id=")]
    [InlineData("/oauth/authorize?request_uri=PUSHED&client_id=")]
    [InlineData("/oauth/authorize?client_id=")]
    public async Task Whoever_names_many_is_stopped_wherever_they_do(string url)
    {
        await using var limited = await new KeywrightServer(Database, options => options.RateLimiting.Enabled = true)
        {
            IsSecondNode = true,
            Map = endpoints => endpoints.MapKeywright().MapKeywrightPages(),
        }.Start();
        var pushed = "urn:ietf:params:oauth:request_uri:" + SecretToken.New(TokenKind.PushedRequest).Reveal();
        url = url.Replace("PUSHED", Uri.EscapeDataString(pushed), StringComparison.Ordinal);
        for (var i = 0; i < 15; i++)
        {
            _ = await limited.Send("GET", "~" + url + Uri.EscapeDataString(_site.At($"/{i}")));
        }

        Assert.Equal(10, _site.Calls);
    }

    [Fact]
    public async Task A_known_one_costs_no_statement()
    {
        Put("""{"redirect_uris":["https://a.example/cb"]}""");
        Assert.NotNull(await Find());
        Server.Wait(Revocations.CacheLifetime);
        Assert.NotNull(await Find());

        Assert.Equal((0, 0), await Server.Sql.During(async () => Assert.NotNull(await Find())));
    }

    private static string Merged(JsonObject json, string change)
    {
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            json[name] = value?.DeepClone();
        }

        return json.ToJsonString();
    }

    private void Put(string json, string fields = "") =>
        _site.Put("/client.json", Merged(new JsonObject { ["client_id"] = Id }, json), fields);

    private async Task<OAuthClient?> Find(string? id = null, KeywrightServer? server = null) =>
        await (server ?? Server).Services.GetRequiredService<ClientDirectory>().Find(id ?? Id, CancellationToken.None);
}
