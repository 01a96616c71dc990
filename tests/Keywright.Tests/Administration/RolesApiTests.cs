using System.Net;
using System.Text;
using Keywright.Tests.Support;

namespace Keywright.Tests.Administration;

public sealed class RolesApiOnSqlite() : RolesApiTests(new SqliteTestDatabase());

public sealed class RolesApiOnPostgres() : RolesApiTests(new PostgresTestDatabase());

public abstract class RolesApiTests(TestDatabase database) : ServerTests(database)
{
    private const string Roles = "/api/admin/roles";

    [Fact]
    public async Task A_role_is_made_listed_changed_given_and_deleted()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        IsOk(await user.Get("/permissions?check=posts:read"));

        var made = await admin.Post(Roles, new { name = "editor", description = "Edits.", permissions = Administrators.Words("posts:*") });

        Is(HttpStatusCode.Created, made);
        Assert.Equal(("editor", false), (made.Text("name"), made.Json["is_built_in"]!.GetValue<bool>()));
        Is(HttpStatusCode.NoContent, await admin.Send("PUT", $"/api/admin/users/{user.Id}/roles/editor"));
        Is(HttpStatusCode.NoContent, await admin.Send("PUT", $"/api/admin/users/{user.Id}/roles/{made.Text("id")}"));
        Assert.True(await May("posts:read"));
        Assert.Contains("editor", (await admin.Get(Roles)).Json["data"]!.AsArray().Select(role => (string?)role!["name"]));
        var changed = await Patch(admin, "editor", """{"permissions":["feed:read"],"description":null,"name":"curator"}""");
        Assert.Equal(made.Text("id"), changed.Text("id"));
        Assert.Null(changed.Json["description"]);
        Assert.Equal((false, true), (await May("posts:read"), await May("feed:read")));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Get(Roles + "/editor"));
        IsOk(await admin.Get(Roles + "/curator"));
        Is(HttpStatusCode.NoContent, await admin.Delete($"/api/admin/users/{user.Id}/roles/curator"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete($"/api/admin/users/{user.Id}/roles/curator"));
        Assert.False(await May("feed:read"));
        _ = await Server.Roles().GrantAsync(user.Id, "curator");
        Is(HttpStatusCode.NoContent, await admin.Delete(Roles + "/curator"));
        Assert.False(await May("feed:read"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Delete(Roles + "/curator"));
        Is(HttpStatusCode.NotFound, "not_found", await admin.Send("PUT", $"/api/admin/users/{user.Id}/roles/curator"));
        var types = await Server.AuditTypes();
        string[] expected = ["role_created", "role_granted", "role_updated", "role_revoked", "role_deleted"];
        Assert.All(expected, type => Assert.Contains(type, types));

        async Task<bool> May(string permission) =>
            (await user.Get("/permissions?check=" + permission)).Json[permission]!.GetValue<bool>();
    }

    [Theory]
    [InlineData("""{"name":"Editor","permissions":[]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"permissions":[]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"editor","permissions":["**"]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"editor","permissions":[""]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"editor","permissions":[null]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"editor","permissions":["keywright:*:*"]}""", HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData("""{"name":"editor","permissions":"*"}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"name":7}""", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("""{"name":"moderator"}""", HttpStatusCode.Conflict, "role_taken")]
    public async Task What_is_no_role_is_refused(string body, HttpStatusCode status, string code) =>
        Is(status, code, await (await Server.Administrator()).Post(Roles, new StringContent(body, Encoding.UTF8, "application/json")));

    [Theory]
    [InlineData("admin", """{"permissions":[]}""", "built_in_role")]
    [InlineData("admin", """{"name":"root"}""", "built_in_role")]
    [InlineData("01900000-0000-7000-8000-000000000001", """{"permissions":["a"]}""", "built_in_role")]
    [InlineData("user", """{"name":"nobody"}""", "built_in_role")]
    [InlineData("editor", """{"name":"admin"}""", "role_taken")]
    public async Task What_everybody_counts_on_stays(string role, string body, string code)
    {
        var admin = await Server.Administrator();
        _ = await Server.Roles().CreateAsync("editor", []);

        Is(HttpStatusCode.Conflict, code, await Patch(admin, role, body));
        Is(HttpStatusCode.Conflict, "built_in_role", await admin.Delete(Roles + "/moderator"));
        Is(HttpStatusCode.Conflict, "built_in_role", await admin.Delete(Roles + "/admin"));
        IsOk(await admin.Get(Roles));
    }

    private static Task<Answer> Patch(SignedInUser admin, string role, string body) =>
        admin.Send("PATCH", $"{Roles}/{role}", new StringContent(body, Encoding.UTF8, "application/json"));
}
