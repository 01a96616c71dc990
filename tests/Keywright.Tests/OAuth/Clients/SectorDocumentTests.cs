using System.Net;
using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class SectorDocumentOnSqlite() : SectorDocumentTests(new SqliteTestDatabase());

public sealed class SectorDocumentOnPostgres() : SectorDocumentTests(new PostgresTestDatabase());

/// <summary>OpenID Connect Registration §5: a sector lists who belongs to it.</summary>
public abstract class SectorDocumentTests(TestDatabase database) : ServerTests(database)
{
    private const string Clients = "/api/admin/clients";

    private readonly ClientSite _site = new();

    public override async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Only_who_is_listed_belongs_to_a_sector()
    {
        _site.Put("/sector", """["https://a.example/cb","https://b.example/cb"]""");
        var admin = await Server.Administrator();

        Is(HttpStatusCode.Created, await admin.Post(Clients, Wish("https://a.example/cb", "https://b.example/cb")));
        var stranger = await admin.Post(Clients, Wish("https://a.example/cb", "https://evil.example/cb"));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", stranger);
        Assert.Contains("lacks https://evil.example/cb", stranger.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_redirect_URIs_is_looked_at_and_no_other()
    {
        _site.Put("/sector", """["https://a.example/cb"]""");
        var admin = await Server.Administrator();
        var made = await admin.Post(Clients, Wish("https://a.example/cb"));
        var path = $"{Clients}/{made.Text("id")}";

        IsOk(await admin.Send("PATCH", path, new { client_name = "Other" }));
        Assert.Equal(1, _site.Calls);
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await admin.Send("PATCH", path, new { redirect_uris = Administrators.Words("https://evil.example/cb") }));
        Assert.Equal(2, _site.Calls);
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await admin.Send("PATCH", path, new { sector_identifier_uri = "x" }));
        var clients = Server.Services.GetRequiredService<KeywrightClients>();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            clients.UpdateAsync(made.Text("id"), new() { RedirectUris = ["https://evil.example/cb"] }));
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("nonsense")]
    public async Task What_is_no_list_lists_nobody(string document)
    {
        _site.Put("/sector", document);

        var refused = await (await Server.Administrator()).Post(Clients, Wish("https://a.example/cb"));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", refused);
        Assert.Contains("no JSON list", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_character_is_the_address_of_nobody()
    {
        _site.Put("/sector", """["\ud800"]""");

        var refused = await (await Server.Administrator()).Post(Clients, Wish("https://a.example/cb"));

        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", refused);
        Assert.Contains("lacks https://a.example/cb", refused.Body, StringComparison.Ordinal);
    }

    private object Wish(params string[] redirectUris) => new
    {
        client_name = "App",
        redirect_uris = redirectUris,
        subject_type = "pairwise",
        sector_identifier_uri = _site.At("/sector"),
    };
}
