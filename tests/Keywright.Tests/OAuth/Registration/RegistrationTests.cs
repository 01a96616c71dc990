using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keywright.Database;
using Keywright.OAuth;
using Keywright.OAuth.Clients;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Registration;

public sealed class RegistrationOnSqlite() : RegistrationTests(new SqliteTestDatabase());

public sealed class RegistrationOnPostgres() : RegistrationTests(new PostgresTestDatabase());

/// <summary>RFC 7591 and RFC 7592: clients that register themselves.</summary>
public abstract class RegistrationTests(TestDatabase database) : ServerTests(database)
{
    private const string Path = "~/oauth/register";

    internal override KeywrightServer Make() =>
        new(Database, options => options.OAuth.DynamicRegistration = DynamicRegistration.Open);

    [Fact]
    public async Task A_client_registers_itself_and_is_told_all_of_it()
    {
        var answer = await Server.Post(Path, new
        {
            client_name = "Assistant",
            redirect_uris = Administrators.Words("http://127.0.0.1/cb"),
            scope = "openid keywright:*",
            grant_types = Administrators.Words("authorization_code", "refresh_token"),
            token_endpoint_auth_method = "client_secret_post",
        });

        Is(HttpStatusCode.Created, answer);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Matches("^kw_cs_[0-9A-Za-z]{49}$", answer.Text("client_secret"));
        Assert.Matches("^kw_cr_[0-9A-Za-z]{49}$", answer.Text("registration_access_token"));
        Assert.EndsWith("/oauth/register/" + answer.Text("client_id"), answer.Text("registration_client_uri"), StringComparison.Ordinal);
        Assert.Equal(0, answer.Json["client_secret_expires_at"]!.GetValue<int>());
        Assert.Equal(("openid", "native"), (answer.Text("scope"), answer.Text("application_type")));
        Assert.DoesNotContain("null", answer.Body, StringComparison.Ordinal);
        var client = (await Stored(answer.Text("client_id")))!;
        Assert.Equal(Hash(answer.Text("client_secret")), client.SecretHash);
        Assert.True(client is { Registration: ClientRegistration.Dynamic, AsksConsent: true, RequirePkce: true });
        Assert.Contains("oauth_client_created", await Server.AuditTypes());
    }

    [Fact]
    public async Task The_token_of_the_registration_shows_changes_and_ends_it()
    {
        var (id, token) = await Registered();

        var shown = await Server.Get($"{Path}/{id}", token);
        IsOk(shown);
        Assert.False(shown.Json.ContainsKey("client_secret"));
        var changed = await Server.Send("PUT", $"{Path}/{id}", new
        {
            client_id = id,
            client_name = "New",
            redirect_uris = Administrators.Words("https://a.example/new"),
        }, token);
        IsOk(changed);
        Assert.Equal("New", changed.Text("client_name"));
        Assert.Equal(["https://a.example/new"], (await Stored(id))!.RedirectUris);
        Is(HttpStatusCode.NoContent, await Server.Delete($"{Path}/{id}", null, token));
        Assert.Null(await Stored(id));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Get($"{Path}/{id}", token)).Status);
    }

    [Fact]
    public async Task Nobody_looks_after_the_registration_of_another()
    {
        var (mine, token) = await Registered();
        var (other, _) = await Registered();
        var evil = Administrators.Words("https://evil.example/");

        foreach (var answer in new[]
        {
            await Server.Get($"{Path}/{other}", token), await Server.Delete($"{Path}/{other}", null, token),
            await Server.Get($"{Path}/{mine}"), await Server.Get($"{Path}/{mine}", token + "x"),
            await Server.Get($"{Path}/{mine}", (await Server.SignedInUser()).AccessToken),
            await Server.Send("PUT", $"{Path}/{other}", new { client_id = other, redirect_uris = evil }, token),
        })
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Text("error")));
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }

        Assert.NotNull(await Stored(other));
    }

    [Fact]
    public async Task What_an_administrator_decided_stays_and_who_is_disabled_looks_after_nothing()
    {
        var (id, token) = await Registered();
        var admin = await Server.Administrator();
        IsOk(await admin.Send("PATCH", $"/api/admin/clients/{id}", new { requests_per_minute = 5 }));

        IsOk(await Server.Send("PUT", $"{Path}/{id}", new
        {
            client_id = id,
            redirect_uris = Administrators.Words("https://a.example/cb"),
            requests_per_minute = 1_000_000,
            status = "active",
            consent = "implied",
        }, token));
        var client = (await Stored(id))!;
        Assert.Equal((5, true), (client.RequestsPerMinute, client.AsksConsent));

        IsOk(await admin.Send("PATCH", $"/api/admin/clients/{id}", new { status = "disabled" }));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Get($"{Path}/{id}", token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Delete($"{Path}/{id}", null, token)).Status);
    }

    [Fact]
    public async Task A_change_keeps_the_secret_and_gives_one_to_who_had_none()
    {
        var (id, token) = await Registered();
        var secret = (await Stored(id))!.SecretHash;
        object Wish(string method) => new
        {
            client_id = id,
            redirect_uris = Administrators.Words("https://a.example/cb"),
            token_endpoint_auth_method = method,
        };

        Assert.False((await Server.Send("PUT", $"{Path}/{id}", Wish("client_secret_post"), token)).Json.ContainsKey("client_secret"));
        Assert.Equal(secret, (await Stored(id))!.SecretHash);
        Assert.False((await Server.Send("PUT", $"{Path}/{id}", Wish("none"), token)).Json.ContainsKey("client_secret"));
        Assert.Null((await Stored(id))!.SecretHash);
        var again = await Server.Send("PUT", $"{Path}/{id}", Wish("client_secret_basic"), token);
        Assert.Equal(Hash(again.Text("client_secret")), (await Stored(id))!.SecretHash);
    }

    [Theory]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://a.example/*"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":"https://a.example/cb"}""", "invalid_redirect_uri")]
    [InlineData("""{}""", "invalid_redirect_uri")]
    [InlineData("""{"grant_types":["client_credentials"]}""", "invalid_client_metadata")]
    [InlineData("""{"grant_types":["urn:ietf:params:oauth:grant-type:token-exchange"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/cb"],"jwks":{"keys":[{"kty":"oct","k":"AA"}]}}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/cb"],"client_name":"\u0000"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/cb"],"client_name":"a","client_name":"b"}""", "invalid_client_metadata")]
    [InlineData("""[]""", "invalid_client_metadata")]
    [InlineData("nonsense", "invalid_client_metadata")]
    public async Task What_is_wrong_is_told_in_the_words_of_the_RFC(string body, string error)
    {
        var answer = await Server.Post(Path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, error), (answer.Status, answer.Text("error")));
        Assert.NotEmpty(answer.Text("error_description"));
        Assert.Empty(await Server.Rows(tx => tx.List($"SELECT client_id FROM kw.oauth_clients", row => row.Text("client_id"))));
    }

    [Fact]
    public async Task Too_much_and_what_is_no_JSON_is_refused()
    {
        var large = new StringContent("{\"x\":\"" + new string('x', 70_000) + "\"}", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Server.Post(Path, large)).Status);
        var plain = new StringContent("{}", Encoding.UTF8, "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Server.Post(Path, plain)).Status);
    }

    [Fact]
    public async Task A_change_names_the_client_and_no_secret_of_its_own_choice()
    {
        var (id, token) = await Registered();
        foreach (var wish in new JsonObject[]
        {
            new() { ["redirect_uris"] = new JsonArray("https://a.example/cb") },
            new() { ["client_id"] = "other", ["redirect_uris"] = new JsonArray("https://a.example/cb") },
            new() { ["client_id"] = id, ["client_secret"] = "chosen", ["redirect_uris"] = new JsonArray("https://a.example/cb") },
        })
        {
            var body = new StringContent(wish.ToJsonString(), Encoding.UTF8, "application/json");
            var answer = await Server.Send("PUT", $"{Path}/{id}", body, token);

            Assert.Equal((HttpStatusCode.BadRequest, "invalid_client_metadata"), (answer.Status, answer.Text("error")));
        }
    }

    [Fact]
    public async Task Unless_it_is_open_it_takes_a_token_and_by_default_there_is_none_of_it()
    {
        await using var off = await Another(_ => { });
        await using var guarded = await Another(options => options.OAuth.DynamicRegistration = DynamicRegistration.Token);
        var wish = new { redirect_uris = Administrators.Words("https://a.example/cb") };
        var registrar = await (await Server.UserWhoMay("keywright:clients:register")).PersonalToken("keywright:clients:register");
        var other = await (await Server.UserWhoMay("keywright:clients:write")).PersonalToken("keywright:clients:write");

        Assert.Equal(HttpStatusCode.NotFound, (await off.Post(Path, wish)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await guarded.Post(Path, wish)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await guarded.Post(Path, wish, other)).Status);
        Assert.Equal(HttpStatusCode.Created, (await guarded.Post(Path, wish, registrar)).Status);
        const string Discovery = "~/.well-known/openid-configuration";
        Assert.False((await off.Get(Discovery)).Json.ContainsKey("registration_endpoint"));
        Assert.EndsWith("/oauth/register", (await guarded.Get(Discovery)).Text("registration_endpoint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_registers_twenty_an_hour()
    {
        await using var limited = await Another(options =>
        {
            options.OAuth.DynamicRegistration = DynamicRegistration.Open;
            options.RateLimiting.Enabled = true;
        });
        var wish = new { redirect_uris = Administrators.Words("https://a.example/cb") };
        for (var i = 0; i < 20; i++)
        {
            Is(HttpStatusCode.Created, await limited.Post(Path, wish));
        }

        Is(HttpStatusCode.TooManyRequests, "rate_limited", await limited.Post(Path, wish));
        Server.Wait(TimeSpan.FromHours(1));
        Is(HttpStatusCode.Created, await limited.Post(Path, wish));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    private async Task<(string ClientId, string Token)> Registered()
    {
        var answer = await Server.Post(Path, new { redirect_uris = Administrators.Words("https://a.example/cb") });
        Is(HttpStatusCode.Created, answer);
        return (answer.Text("client_id"), answer.Text("registration_access_token"));
    }

    private async Task<OAuthClient?> Stored(string clientId) =>
        await Server.Services.GetRequiredService<KeywrightDatabase>().ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId));
}
