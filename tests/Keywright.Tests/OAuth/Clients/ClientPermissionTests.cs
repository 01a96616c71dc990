using System.Net;
using Keywright.Tests.Support;

namespace Keywright.Tests.OAuth.Clients;

public sealed class ClientPermissionOnSqlite() : ClientPermissionTests(new SqliteTestDatabase());

public sealed class ClientPermissionOnPostgres() : ClientPermissionTests(new PostgresTestDatabase());

/// <summary>Who may make and change clients, and with what.</summary>
public abstract class ClientPermissionTests(TestDatabase database) : ServerTests(database)
{
    private const string Clients = "/api/admin/clients";

    private static readonly object Wish = new
    {
        client_id = "app",
        client_name = "App",
        redirect_uris = Administrators.Words("https://app.example/cb"),
    };

    [Fact]
    public async Task It_takes_the_permission_of_the_call()
    {
        var reader = await Server.UserWhoMay("keywright:clients:read");
        var moderator = await Server.UserWith("moderator");
        Is(HttpStatusCode.Created, await (await Server.UserWhoMay("keywright:clients:*")).Post(Clients, Wish));

        IsOk(await reader.Get(Clients));
        IsOk(await reader.Get(Clients + "/app"));
        foreach (var answer in new[]
        {
            await reader.Post(Clients, Wish), await reader.Send("PATCH", Clients + "/app", new { client_name = "X" }),
            await reader.Post(Clients + "/app/rotate-secret"), await reader.Delete(Clients + "/app"), await moderator.Get(Clients),
            await moderator.Get(Clients + "/app"),
        })
        {
            Is(HttpStatusCode.Forbidden, "permission_required", answer);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Get(Clients)).Status);
    }

    [Fact]
    public async Task A_token_reads_and_deletes_but_mints_no_secret_and_names_no_key()
    {
        var admin = await Server.Administrator();
        Is(HttpStatusCode.Created, await admin.Post(Clients, Wish));
        var token = await admin.PersonalToken("keywright:clients:*");

        IsOk(await Server.Get(Clients, token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post(Clients, Wish, token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Send("PATCH", Clients + "/app", new { client_name = "X" }, token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post(Clients + "/app/rotate-secret", null, token));
        Is(HttpStatusCode.NoContent, await Server.Delete(Clients + "/app", null, token));
    }

    [Fact]
    public async Task Without_a_password_confirmed_lately_there_is_no_secret()
    {
        var admin = await Server.Administrator();
        Server.Wait(TimeSpan.FromMinutes(16));
        var later = await Server.Post("/refresh", new { refresh_token = admin.RefreshToken });

        Is(HttpStatusCode.Forbidden, "password_confirmation_required",
            await Server.Post(Clients, Wish, later.Text("access_token")));
    }

    [Fact]
    public async Task Nobody_gives_a_client_more_of_administration_than_they_have()
    {
        var admin = await Server.Administrator();
        var lesser = await Server.UserWhoMay("keywright:clients:*", "keywright:users:read");
        var greedy = new
        {
            client_id = "greedy",
            client_name = "App",
            grant_types = Administrators.Words("client_credentials"),
            scope = "openid keywright:users:write",
        };

        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Post(Clients, greedy));
        Is(HttpStatusCode.Created, await lesser.Post(Clients, Wish));
        Is(HttpStatusCode.Forbidden, "permission_required",
            await lesser.Send("PATCH", Clients + "/app", new { scope = "keywright:users:write" }));
        IsOk(await lesser.Send("PATCH", Clients + "/app", new { scope = "keywright:users:read" }));
        Is(HttpStatusCode.Created, await admin.Post(Clients, greedy));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Post(Clients + "/greedy/rotate-secret"));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Send("PATCH", Clients + "/greedy", new { scope = "" }));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Delete(Clients + "/greedy"));
    }
}
