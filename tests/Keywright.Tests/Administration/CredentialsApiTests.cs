using System.Net;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class CredentialsApiOnSqlite() : CredentialsApiTests(new SqliteTestDatabase());

public sealed class CredentialsApiOnPostgres() : CredentialsApiTests(new PostgresTestDatabase());

/// <summary>Sessions and tokens of all users, counts and migrations.</summary>
public abstract class CredentialsApiTests(TestDatabase database) : ServerTests(database)
{
    [Fact]
    public async Task Sessions_of_all_users_are_listed_and_ended()
    {
        var admin = await Server.Administrator();
        Server.Wait(TimeSpan.FromMilliseconds(1));
        var user = await Server.SignedInUser();

        var all = await admin.Get("/api/admin/sessions");

        Assert.Equal([user.SessionId, admin.SessionId], all.Ids());
        var first = all.Json["data"]![0]!;
        Assert.Equal((user.Id, false), (first["user_id"]!.GetValue<Guid>(), first["is_current"]!.GetValue<bool>()));
        Assert.Equal([user.SessionId], (await admin.Get($"/api/admin/users/{user.Id}/sessions")).Ids());
        IsOk(await user.Get("/user"));
        Is(HttpStatusCode.NoContent, await admin.Delete("/api/admin/sessions/" + user.SessionId));
        IsRevoked(await user.Get("/user"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete("/api/admin/sessions/" + user.SessionId));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete("/api/admin/sessions/x"));
        var by = await Server.Rows(tx => tx.List(
            $"SELECT revoked_by FROM kw.sessions WHERE id = {user.SessionId}", row => row.Text("revoked_by")));
        Assert.Equal(["admin"], by);
        var again = (await Server.SignIn(user.Email)).Text("access_token");
        Is(HttpStatusCode.NoContent, await admin.Delete($"/api/admin/users/{user.Id}/sessions"));
        IsRevoked(await Server.Get("/user", again));
    }

    [Fact]
    public async Task A_session_or_token_of_one_who_holds_more_is_not_ended()
    {
        var admin = await Server.Administrator();
        var lesser = await Server.UserWhoMay("keywright:sessions:*", "keywright:tokens:*");
        var token = await admin.PersonalToken("*");
        var id = (await lesser.Get($"/api/admin/users/{admin.Id}/tokens")).Ids().Single();

        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Delete("/api/admin/sessions/" + admin.SessionId));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Delete("/api/admin/tokens/" + id));

        IsOk(await admin.Get("/user"));
        IsOk(await Server.Get("/user", token));
    }

    [Fact]
    public async Task Tokens_of_all_users_are_listed_and_revoked()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var token = await user.PersonalToken("posts:read");
        IsOk(await Server.Get("/user", token));

        var all = await admin.Get("/api/admin/tokens");

        Assert.Equal(("user", user.Id), (
            all.Json["data"]![0]!["owner_type"]!.GetValue<string>(), all.Json["data"]![0]!["owner_id"]!.GetValue<Guid>()));
        Assert.DoesNotContain("kw_pat_", all.Body, StringComparison.Ordinal);
        Is(HttpStatusCode.NoContent, await admin.Delete("/api/admin/tokens/" + all.Ids()[0]));
        IsRevoked(await Server.Get("/user", token));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete("/api/admin/tokens/" + all.Ids()[0]));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete("/api/admin/tokens/" + Guid.Empty));
    }

    [Fact]
    public async Task Counts_are_those_of_what_there_is()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        _ = await user.PersonalToken("*");
        _ = await Server.SignIn(user.Email, "wrong wrong wrong");
        IsOk(await Server.SignIn(user.Email));
        IsOk(await admin.Post($"/api/admin/users/{user.Id}/suspend"));

        var stats = (await admin.Get("/api/admin/stats")).Json;

        Assert.Equal(2, Number("users", "total"));
        Assert.Equal((1, 1), (Number("users", "by_status", "active"), Number("users", "by_status", "suspended")));
        Assert.Equal((3, 1), (Number("sessions", "active"), Number("tokens", "active")));
        Assert.Equal((1, 1), (Number("sign_ins", "succeeded"), Number("sign_ins", "failed")));
        Assert.Equal("""[{"date":"2026-11-21","count":2}]""", stats["users"]!["new_per_day"]!.ToJsonString());
        Assert.Equal("""[{"date":"2026-11-21","succeeded":1,"failed":1}]""", stats["sign_ins"]!["per_day"]!.ToJsonString());

        int Number(params string[] path) => path.Aggregate((JsonNode)stats, (node, name) => node[name]!).GetValue<int>();
    }

    [Fact]
    public async Task Migrations_are_listed()
    {
        var admin = await Server.Administrator();

        var first = (await admin.Get("/api/admin/migrations")).Json["data"]![0]!;

        Assert.Equal(("0001_users", "completed"), (first["name"]!.GetValue<string>(), first["status"]!.GetValue<string>()));
    }
}
