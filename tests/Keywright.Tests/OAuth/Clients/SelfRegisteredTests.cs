using System.Net;
using System.Text.Json.Nodes;
using Keywright.Database;
using Keywright.OAuth;
using Keywright.OAuth.Clients;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class SelfRegisteredOnSqlite() : SelfRegisteredTests(new SqliteTestDatabase());

public sealed class SelfRegisteredOnPostgres() : SelfRegisteredTests(new PostgresTestDatabase());

/// <summary>Clients that describe themselves, in a document or by registration: what they can't make of themselves.</summary>
public abstract class SelfRegisteredTests(TestDatabase database) : ServerTests(database)
{
    private const string Path = "~/oauth/register";
    private const string Callback = "https://a.example/cb";

    private readonly ClientSite _site = new();

    private string Id => _site.At("/client.json");

    internal override KeywrightServer Make() =>
        new(Database, options => options.OAuth.DynamicRegistration = DynamicRegistration.Open);

    public override async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_document_makes_nobody_a_member_of_a_sector_that_does_not_list_them()
    {
        _site.Put("/sector", """["https://victim.example/cb"]""");
        PutDocument(Callback);
        Assert.Null(await Find());

        _site.Put("/sector", $"""["{Callback}"]""");
        Assert.Equal(_site.At("/sector"), (await Find())!.SectorIdentifierUri);

        PutDocument("https://a.example/other");
        Server.Wait(TimeSpan.FromHours(1));
        Assert.Null(await Find());
    }

    [Fact]
    public async Task A_device_shows_nobody_that_it_is_of_a_sector()
    {
        _site.Put("/sector", """["https://victim.example/cb"]""");
        var (victim, sectors) = (Administrators.Words("https://victim.example/cb"), _site.At("/sector"));
        foreach (var (redirects, sector) in new (string[], string?)[] { ([], sectors), (victim, sectors), (victim, null) })
        {
            var answer = await Server.Post(Path, new
            {
                redirect_uris = redirects,
                grant_types = Administrators.Words(ClientWish.DeviceCode),
                subject_type = "pairwise",
                sector_identifier_uri = sector,
            });

            Assert.Equal((HttpStatusCode.BadRequest, "invalid_client_metadata"), (answer.Status, answer.Text("error")));
            Assert.Contains("subject_type", answer.Text("error_description"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_an_administrator_decided_outlives_a_new_document()
    {
        PutDocument(Callback, "public");
        var client = (await Find())!;
        await Decide(client.Id.ToString());

        PutDocument("https://a.example/new", "public");
        Server.Wait(TimeSpan.FromHours(1));

        var after = (await Find())!;
        Assert.Equal(["https://a.example/new"], after.RedirectUris);
        IsAsDecided(after);
    }

    [Fact]
    public async Task What_an_administrator_decided_outlives_a_new_registration()
    {
        var (id, token) = await Registered();
        await Decide(id);

        IsOk(await Server.Send("PUT", $"{Path}/{id}", new
        {
            client_id = id,
            redirect_uris = Administrators.Words("https://a.example/new"),
            resources = Administrators.Words("https://internal.example"),
        }, token));

        IsAsDecided(await Stored(id));
    }

    [Fact]
    public async Task A_new_registration_must_go_with_what_an_administrator_decided()
    {
        var (id, token) = await Registered();
        IsOk(await (await Server.Administrator()).Send("PATCH", $"/api/admin/clients/{id}", new { require_pkce = false }));

        var answer = await Server.Send("PUT", $"{Path}/{id}", new
        {
            client_id = id,
            redirect_uris = Administrators.Words(Callback),
            token_endpoint_auth_method = "none",
        }, token);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_client_metadata"), (answer.Status, answer.Text("error")));
        Assert.Equal("client_secret_basic", (await Stored(id)).AuthMethod);
    }

    [Fact]
    public async Task Who_names_many_documents_of_a_site_keeps_alive_nothing_that_it_has_taken_back()
    {
        await using var limited = await Another(options => options.RateLimiting.Enabled = true);
        var directory = limited.Services.GetRequiredService<ClientDirectory>();
        PutDocument(Callback, "public", "Cache-Control: no-store\r\n");
        Assert.NotNull(await directory.Find(Id, CancellationToken.None));
        PutDocument("https://a.example/new", "public");
        Server.Wait(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 40; i++)
        {
            Assert.Null(await directory.Find(_site.At($"/{i}"), CancellationToken.None));
        }

        Assert.Equal(["https://a.example/new"], (await directory.Find(Id, CancellationToken.None))!.RedirectUris);
    }

    private async Task Decide(string client)
    {
        var admin = await Server.Administrator();
        IsOk(await admin.Send("PATCH", $"/api/admin/clients/{client}", new
        {
            requests_per_minute = 5,
            access_token_lifetime = 60,
            resources = Administrators.Words("https://api.example"),
        }));
    }

    private static void IsAsDecided(OAuthClient client)
    {
        Assert.Equal((5, TimeSpan.FromMinutes(1)), (client.RequestsPerMinute, client.AccessTokenLifetime));
        Assert.Equal(["https://api.example"], client.Resources);
    }

    private void PutDocument(string redirectUri, string subjects = "pairwise", string fields = "")
    {
        var document = new JsonObject
        {
            ["client_id"] = Id,
            ["redirect_uris"] = new JsonArray(redirectUri),
            ["subject_type"] = subjects,
            ["sector_identifier_uri"] = subjects == "pairwise" ? _site.At("/sector") : null,
        };
        _site.Put("/client.json", document.ToJsonString(), fields);
    }

    private async Task<(string ClientId, string Token)> Registered()
    {
        var answer = await Server.Post(Path, new { redirect_uris = Administrators.Words(Callback) });
        Is(HttpStatusCode.Created, answer);
        return (answer.Text("client_id"), answer.Text("registration_access_token"));
    }

    private async Task<OAuthClient?> Find() =>
        await Server.Services.GetRequiredService<ClientDirectory>().Find(Id, CancellationToken.None);

    private async Task<OAuthClient> Stored(string clientId) =>
        (await Server.Services.GetRequiredService<KeywrightDatabase>().ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId)))!;
}
