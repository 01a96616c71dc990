using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Keywright.Database;
using Keywright.OAuth.Clients;
using Keywright.Security.Revocations;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.OAuth.Clients;

public sealed class ClientsApiOnSqlite() : ClientsApiTests(new SqliteTestDatabase());

public sealed class ClientsApiOnPostgres() : ClientsApiTests(new PostgresTestDatabase());

/// <summary>OAuth clients over HTTP: made, shown, changed, given secrets, deleted.</summary>
public abstract class ClientsApiTests(TestDatabase database) : ServerTests(database)
{
    private const string Clients = "/api/admin/clients";

    private static readonly string[] Callback = ["https://app.example/cb"];

    [Fact]
    public async Task A_client_is_made_and_its_secret_is_shown_once_and_kept_as_a_hash()
    {
        var admin = await Server.Administrator();
        var made = await admin.Post(Clients, new { client_name = "Shop", redirect_uris = Callback, scope = "openid  email openid" });

        Is(HttpStatusCode.Created, made);
        var secret = made.Text("client_secret");
        Assert.Matches("^kw_cs_[0-9A-Za-z]{49}$", secret);
        Assert.Equal("no-store", made.Headers["Cache-Control"]);
        Assert.Equal(
            ("Shop", "client_secret_basic", "openid email", "web", "public", "jwt", "required", "active", "manual"),
            (made.Text("client_name"), made.Text("token_endpoint_auth_method"), made.Text("scope"), made.Text("application_type"),
                made.Text("subject_type"), made.Text("access_token_format"), made.Text("consent"), made.Text("status"),
                made.Text("registration")));
        Assert.Equal(["authorization_code"], made.Texts("grant_types"));
        Assert.Equal(["code"], made.Texts("response_types"));
        Assert.True(made.Json["require_pkce"]!.GetValue<bool>());
        Assert.Equal(made.Text("id"), made.Text("client_id"));

        var kept = (await Stored(made.Text("client_id")))!;
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(secret)), kept.SecretHash);
        foreach (var shown in new[] { await admin.Get(Clients), await admin.Get($"{Clients}/{kept.Id}") })
        {
            IsOk(shown);
            Assert.DoesNotContain("kw_cs_", shown.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("client_secret\"", shown.Body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(secret, await AuditOf("oauth_client_created"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_may_choose_the_client_id_which_nobody_else_gets_then()
    {
        var admin = await Server.Administrator();
        var wish = new { client_id = "the-shop", client_name = "Shop", redirect_uris = Callback };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.Post(Clients, wish)));

        Assert.Equal("the-shop", Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created).Text("client_id"));
        Assert.Equal(7, answers.Count(answer => answer.Code == "client_taken"));
        Assert.Equal("Shop", (await admin.Get(Clients + "/the-shop")).Text("client_name"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Get(Clients + "/the_shop"));
    }

    [Fact]
    public async Task What_is_not_said_stays_and_null_brings_the_default_back()
    {
        var admin = await Server.Administrator();
        await Made(admin, new
        {
            client_id = "app",
            client_name = "App",
            redirect_uris = Callback,
            access_token_lifetime = 600,
            logo_uri = "https://app.example/logo",
            default_max_age = 0,
            grant_types = Administrators.Words("authorization_code", "refresh_token"),
        });

        var changed = await admin.Send("PATCH", Clients + "/app", Json("""{"client_name":"New","access_token_lifetime":null}"""));

        IsOk(changed);
        Assert.Equal(("New", "https://app.example/logo"), (changed.Text("client_name"), changed.Text("logo_uri")));
        Assert.Null(changed.Json["access_token_lifetime"]);
        Assert.Equal(0, changed.Json["default_max_age"]!.GetValue<int>());
        Assert.Equal(["authorization_code", "refresh_token"], changed.Texts("grant_types"));
        Assert.NotNull((await Stored("app"))!.SecretHash);
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
            await admin.Send("PATCH", Clients + "/app", new { client_id = "other" }));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Send("PATCH", Clients + "/nobody", new { client_name = "X" }));
    }

    [Fact]
    public async Task A_client_that_was_disabled_or_deleted_is_not_found_from_the_next_request_on()
    {
        var admin = await Server.Administrator();
        var directory = Server.Services.GetRequiredService<ClientDirectory>();
        await Made(admin, new { client_id = "app", client_name = "App", redirect_uris = Callback });
        Assert.NotNull(await directory.Find("app", CancellationToken.None));

        IsOk(await admin.Send("PATCH", Clients + "/app", new { status = "disabled" }));
        Assert.Null(await directory.Find("app", CancellationToken.None));
        IsOk(await admin.Send("PATCH", Clients + "/app", new { status = "active" }));
        Assert.NotNull(await directory.Find("app", CancellationToken.None));
        Is(HttpStatusCode.NoContent, await admin.Delete(Clients + "/app"));
        Assert.Null(await directory.Find("app", CancellationToken.None));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete(Clients + "/app"));
        string[] told = ["oauth_client_created", "oauth_client_deleted", "oauth_client_disabled", "oauth_client_enabled"];
        Assert.Equal(told, (await Server.AuditTypes()).Where(type => type.StartsWith("oauth_", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task The_secret_before_works_on_for_a_while_that_is_ours_to_choose()
    {
        var admin = await Server.Administrator();
        var first = Hash(await Made(admin, new { client_id = "app", client_name = "App", redirect_uris = Callback }));

        var second = Hash(await admin.Post(Clients + "/app/rotate-secret"));
        var client = (await Stored("app"))!;
        Assert.Equal<byte[]?>([second, first], [client.SecretHash, client.PreviousSecretHash]);
        Assert.Equal(Now + TimeSpan.FromDays(1), client.PreviousSecretExpiresAt);

        var third = Hash(await admin.Post(Clients + "/app/rotate-secret", new { keep_previous = 60 }));
        client = (await Stored("app"))!;
        Assert.Equal<byte[]?>([third, second], [client.SecretHash, client.PreviousSecretHash]);
        Assert.Equal(Now + TimeSpan.FromMinutes(1), client.PreviousSecretExpiresAt);

        var fourth = Hash(await admin.Post(Clients + "/app/rotate-secret", new { keep_previous = 0 }));
        client = (await Stored("app"))!;
        Assert.Equal(fourth, client.SecretHash);
        Assert.Equal((null, null), (client.PreviousSecretHash, client.PreviousSecretExpiresAt));
        foreach (var seconds in new[] { -1, 604_801 })
        {
            Is(HttpStatusCode.UnprocessableEntity, "validation_failed",
                await admin.Post(Clients + "/app/rotate-secret", new { keep_previous = seconds }));
        }
    }

    [Fact]
    public async Task Of_secrets_that_are_made_at_once_the_last_two_work()
    {
        var admin = await Server.Administrator();
        await Made(admin, new { client_id = "app", client_name = "App", redirect_uris = Callback });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.Post(Clients + "/app/rotate-secret")));

        var hashes = answers.Select(Hash).ToList();
        var client = (await Stored("app"))!;
        Assert.Equal(8, hashes.Select(Convert.ToHexString).Distinct().Count());
        Assert.Contains(client.SecretHash!, hashes);
        Assert.Contains(client.PreviousSecretHash!, hashes);
        Assert.NotEqual(client.SecretHash, client.PreviousSecretHash);
    }

    [Fact]
    public async Task A_client_without_a_secret_gets_none_and_one_that_needs_none_any_more_loses_it()
    {
        var admin = await Server.Administrator();
        var made = await admin.Post(Clients, new
        {
            client_id = "app",
            client_name = "App",
            redirect_uris = Callback,
            token_endpoint_auth_method = "none",
        });
        Is(HttpStatusCode.Created, made);
        Assert.False(made.Json.ContainsKey("client_secret"));
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await admin.Post(Clients + "/app/rotate-secret"));

        IsOk(await admin.Send("PATCH", Clients + "/app", new { token_endpoint_auth_method = "client_secret_post" }));
        Assert.Null((await Stored("app"))!.SecretHash);
        IsOk(await admin.Post(Clients + "/app/rotate-secret"));
        IsOk(await admin.Post(Clients + "/app/rotate-secret"));
        IsOk(await admin.Send("PATCH", Clients + "/app", new { token_endpoint_auth_method = "none" }));

        var client = (await Stored("app"))!;
        Assert.Equal((null, null, null), (client.SecretHash, client.PreviousSecretHash, client.PreviousSecretExpiresAt));
    }

    [Fact]
    public async Task An_imported_secret_works_on_as_the_one_before_and_then_no_more()
    {
        var admin = await Server.Administrator();
        await Made(admin, new { client_id = "app", client_name = "App", redirect_uris = Callback });
        await Server.Change($"UPDATE kw.oauth_clients SET secret_hash = NULL, imported_secret_hash = 'x'");

        IsOk(await admin.Post(Clients + "/app/rotate-secret"));
        Assert.Equal((null, "x"), ((await Stored("app"))!.ImportedSecretHash, (await Stored("app"))!.PreviousImportedSecretHash));
        IsOk(await admin.Post(Clients + "/app/rotate-secret"));
        Assert.Null((await Stored("app"))!.PreviousImportedSecretHash);
        await Server.Change($"UPDATE kw.oauth_clients SET secret_hash = NULL, imported_secret_hash = 'x'");
        Assert.Equal("x", (await Stored("app"))!.ImportedSecretHash);
        IsOk(await admin.Post(Clients + "/app/rotate-secret", new { keep_previous = 0 }));
        Assert.Null((await Stored("app"))!.PreviousImportedSecretHash);
    }

    [Fact]
    public async Task Another_node_knows_of_a_change_once_the_freshness_is_over()
    {
        await using var other = await new KeywrightServer(Database) { IsSecondNode = true }.Start();
        var admin = await Server.Administrator();
        await Made(admin, new { client_id = "app", client_name = "App", redirect_uris = Callback });
        var directory = other.Services.GetRequiredService<ClientDirectory>();
        Assert.NotNull(await directory.Find("app", CancellationToken.None));

        await admin.Send("PATCH", Clients + "/app", new { redirect_uris = Administrators.Words("https://app.example/new") });
        Server.Wait(Revocations.Freshness);

        Assert.Equal(["https://app.example/new"], (await directory.Find("app", CancellationToken.None))!.RedirectUris);
    }

    [Fact]
    public async Task The_list_has_pages()
    {
        var admin = await Server.Administrator();
        foreach (var id in new[] { "one", "two", "three" })
        {
            await Made(admin, new { client_id = id, client_name = id, redirect_uris = Callback });
        }

        var first = await admin.Get(Clients + "?limit=2");
        var second = await admin.Get($"{Clients}?limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal((2, 1), (first.Ids().Count, second.Ids().Count));
        Assert.Null(second.Json["next_cursor"]);
        Assert.Equal(3, first.Ids().Concat(second.Ids()).Distinct().Count());
    }

    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    private static byte[] Hash(Answer answer) => SHA256.HashData(Encoding.ASCII.GetBytes(answer.Text("client_secret")));

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<Answer> Made(SignedInUser admin, object wish)
    {
        var made = await admin.Post(Clients, wish);
        Is(HttpStatusCode.Created, made);
        return made;
    }

    private async Task<OAuthClient?> Stored(string clientId) =>
        await Server.Services.GetRequiredService<KeywrightDatabase>().ReadOne(tx => OAuthClientStore.FindByClientId(tx, clientId));

    private async Task<string> AuditOf(string type) => JsonSerializer.Serialize(await Server.Rows(tx => tx.List(
        $"SELECT metadata, request_params FROM kw.audit_events WHERE event_type = {type}",
        row => row.TextOrNull("metadata") + row.TextOrNull("request_params"))));
}
