using System.Net;
using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Administration;

public sealed class ServiceAccountsOnSqlite() : ServiceAccountsTests(new SqliteTestDatabase());

public sealed class ServiceAccountsOnPostgres() : ServiceAccountsTests(new PostgresTestDatabase());

/// <summary>Programs that call with tokens of their own.</summary>
public abstract class ServiceAccountsTests(TestDatabase database) : ServerTests(database)
{
    private const string Accounts = "/api/admin/service-accounts";

    internal override KeywrightServer Make() => new(Database)
    {
        Host = app => app.MapGet("/read", () => "ok").RequirePermission("posts:read"),
    };

    [Fact]
    public async Task A_service_account_calls_with_its_token_as_far_as_both_reach()
    {
        var admin = await Server.Administrator();
        var (id, token) = await Made(admin, ["posts:*"], ["posts:read"]);

        var me = await Server.Get("/user", token);

        IsOk(me);
        Assert.Equal((id, "ci"), (me.Json["id"]!.GetValue<Guid>(), me.Text("name")));
        Assert.Equal(["posts:*"], me.Texts("permissions"));
        Assert.Equal(["posts:read"], me.Texts("abilities"));
        Assert.Equal("ok", (await Server.Get("~/read", token)).Body);
        Assert.Equal(
            """{"posts:read":true,"posts:write":false}""", (await Server.Get("/permissions?check=posts:read,posts:write", token)).Body);
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Get("/tokens", token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Get("/sessions", token));
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get("/api/admin/users", token));
    }

    [Fact]
    public async Task What_changes_of_a_service_account_its_tokens_feel_at_their_next_request()
    {
        var admin = await Server.Administrator();
        var (id, token) = await Made(admin, ["posts:*"], ["*"]);
        Assert.Equal("ok", (await Server.Get("~/read", token)).Body);

        IsOk(await admin.Send("PATCH", $"{Accounts}/{id}", new { permissions = Administrators.Words("feed:read") }));
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Get("~/read", token));
        IsOk(await admin.Send("PATCH", $"{Accounts}/{id}", new { status = "suspended", permissions = Administrators.Words("posts:read") }));
        IsRevoked(await Server.Get("~/read", token));
        IsOk(await admin.Send("PATCH", $"{Accounts}/{id}", new { status = "active", description = "Builds.", name = "builder" }));
        Assert.Equal("ok", (await Server.Get("~/read", token)).Body);
        Assert.Equal("builder", (await admin.Get($"{Accounts}/{id}")).Text("name"));
        Assert.Single((await admin.Get(Accounts)).Ids());
        Is(HttpStatusCode.NoContent, await admin.Delete($"{Accounts}/{id}"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Get("~/read", token)).Status);
        Is(HttpStatusCode.NotFound, "not_found", await admin.Get($"{Accounts}/{id}"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete($"{Accounts}/{id}"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Get($"{Accounts}/x/tokens"));
    }

    [Fact]
    public async Task A_service_account_administers_what_it_may_and_does_not_grow()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var (id, token) = await Made(admin, ["keywright:users:*", "keywright:roles:*", "keywright:service-accounts:*"], ["keywright:*"]);

        IsOk(await Server.Get("/api/admin/users", token));
        IsOk(await Server.Post($"/api/admin/users/{user.Id}/suspend", null, token));
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Post($"/api/admin/users/{admin.Id}/suspend", null, token));
        var grant = await Server.Send("PUT", $"/api/admin/users/{user.Id}/roles/admin", null, token);
        Is(HttpStatusCode.Forbidden, "permission_required", grant);
        var more = new { permissions = Administrators.Words("keywright:*") };
        Is(HttpStatusCode.Forbidden, "permission_required", await Server.Send("PATCH", $"{Accounts}/{id}", more, token));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Post($"{Accounts}/{id}/tokens", new { name = "x" }, token));
        var actors = await Server.Rows(tx => tx.List(
            $"SELECT actor_id FROM kw.audit_events WHERE event_type = 'user_suspended'", row => row.Uuid("actor_id")));
        Assert.Contains(id, actors);
    }

    [Fact]
    public async Task Nobody_takes_over_a_service_account_that_holds_more()
    {
        var admin = await Server.Administrator();
        var (id, token) = await Made(admin, ["keywright:*"], ["*"]);
        var lesser = await Server.UserWhoMay("keywright:service-accounts:*", "keywright:tokens:*");
        var tokenId = (await lesser.Get($"{Accounts}/{id}/tokens")).Ids().Single();

        Is(HttpStatusCode.Forbidden, "permission_required",
            await lesser.Post($"{Accounts}/{id}/tokens", new { name = "mine", abilities = Administrators.Words("keywright:*") }));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Send("PATCH", $"{Accounts}/{id}", new { name = "mine" }));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Delete($"{Accounts}/{id}"));
        Is(HttpStatusCode.Forbidden, "permission_required", await lesser.Delete("/api/admin/tokens/" + tokenId));
        IsOk(await Server.Get("/user", token));
        Is(HttpStatusCode.NoContent, await admin.Delete("/api/admin/tokens/" + tokenId));
        IsRevoked(await Server.Get("/user", token));
    }

    [Fact]
    public async Task A_token_that_signs_itself_out_is_gone()
    {
        var (_, token) = await Made(await Server.Administrator(), [], ["*"]);

        Is(HttpStatusCode.NoContent, await Server.Post("/logout", null, token));

        IsRevoked(await Server.Get("/user", token));
    }

    [Theory]
    [InlineData("""{}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"x","permissions":["**"]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"0199a000-0000-7000-8000-000000000000"}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"ci"}""", HttpStatusCode.Conflict, "service_account_taken")]
    public async Task What_is_no_service_account_is_refused(string body, HttpStatusCode status, string code)
    {
        var admin = await Server.Administrator();
        _ = await Made(admin, [], []);

        Is(status, code, await admin.Post(Accounts, new StringContent(body, System.Text.Encoding.UTF8, "application/json")));
    }

    [Fact]
    public async Task Code_makes_and_changes_service_accounts_too()
    {
        var accounts = Server.Services.GetRequiredService<KeywrightServiceAccounts>();
        var made = await accounts.CreateAsync("ci", ["posts:read"]);
        var (text, token) = await accounts.CreateTokenAsync("ci", "deploy", ["posts:read"]);

        Assert.Equal("ok", (await Server.Get("~/read", text)).Body);
        Assert.Equal(token.Id, Assert.Single(await accounts.ListTokensAsync(made!.Id)).Id);
        Assert.Equal("suspended", (await accounts.UpdateAsync("ci", active: false))!.Status);
        IsRevoked(await Server.Get("~/read", text));
        Assert.Null(await accounts.CreateAsync("ci", []));
        await Assert.ThrowsAsync<ArgumentException>(() => accounts.CreateAsync("x", ["**"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => accounts.CreateTokenAsync("nobody", "x"));
        Assert.True(await accounts.DeleteAsync(made.Id.ToString()));
        Assert.Empty(await accounts.ListAsync());
    }

    private static async Task<(Guid Id, string Token)> Made(SignedInUser admin, string[] permissions, string[] abilities)
    {
        // Who may everything of the application gives it; the rest is theirs.
        var made = await admin.Post(Accounts, new { name = "ci", permissions });
        Is(HttpStatusCode.Created, made);
        var token = await admin.Post($"{Accounts}/{made.Text("id")}/tokens", new { name = "deploy", abilities });
        Is(HttpStatusCode.Created, token);
        return (made.Json["id"]!.GetValue<Guid>(), token.Text("token"));
    }
}
