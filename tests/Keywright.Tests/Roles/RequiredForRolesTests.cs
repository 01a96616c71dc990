using System.Net;
using Keywright.Configuration;
using Keywright.Tests.Support;

namespace Keywright.Tests.Roles;

public sealed class RequiredForRolesOnSqlite() : RequiredForRolesTests(new SqliteTestDatabase());

public sealed class RequiredForRolesOnPostgres() : RequiredForRolesTests(new PostgresTestDatabase());

/// <summary>The setting TwoFactor:RequiredForRoles, and what administrators may do beside it.</summary>
public abstract class RequiredForRolesTests(TestDatabase database) : ServerTests(database)
{
    private const string Roles = "/api/admin/roles";

    [Fact]
    public async Task An_administrator_asks_for_it_and_lifts_it()
    {
        var admin = await Server.Administrator();
        var made = await admin.Post(
            Roles, new { name = "editor", permissions = Administrators.Words("posts:*"), requires_two_factor = true });
        Is(HttpStatusCode.Created, made);
        Assert.True(made.Json["requires_two_factor"]!.GetValue<bool>());
        var editor = await Server.UserWith("editor");
        Assert.True((await editor.Get("/user")).Json["two_factor_required"]!.GetValue<bool>());
        Assert.False(await May(editor));

        var lifted = await admin.Send("PATCH", Roles + "/editor", new { requires_two_factor = false });

        Assert.False(lifted.Json["requires_two_factor"]!.GetValue<bool>());
        Assert.Contains("editor", (await editor.Get("/user")).Texts("roles"));
        Assert.True(await May(editor));
        IsOk(await admin.Send("PATCH", Roles + "/editor", new { description = "x" }));
        Assert.False((await admin.Get(Roles + "/editor")).Json["requires_two_factor"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_setting_is_brought_into_the_table_and_no_act_undoes_it()
    {
        var admin = await Server.Administrator();
        _ = await Server.Roles().CreateAsync("editor", ["posts:*"]);
        var editor = await Server.UserWith("editor");
        Assert.Contains("editor", (await editor.Get("/user")).Texts("roles"));

        await using var strict = await Another(options => options.TwoFactor.RequiredForRoles.Add("editor"));

        Server.Wait(TimeSpan.FromMilliseconds(51));
        Assert.True((await editor.Get("/user")).Json["two_factor_required"]!.GetValue<bool>());
        Assert.Single(await Server.AuditTypes(), "role_updated");
        foreach (var body in new object[] { new { requires_two_factor = false }, new { name = "writer" } })
        {
            Is(HttpStatusCode.Conflict, "built_in_role", await strict.Send("PATCH", Roles + "/editor", body, admin.AccessToken));
        }

        Is(HttpStatusCode.Conflict, "built_in_role", await strict.Delete(Roles + "/editor", null, admin.AccessToken));
        Assert.False(await strict.Roles().DeleteAsync("editor"));
        await Assert.ThrowsAsync<ArgumentException>(() => strict.Roles().UpdateAsync("editor", requiresTwoFactor: false));
        IsOk(await strict.Send("PATCH", Roles + "/editor", new { description = "Edits." }, admin.AccessToken));
    }

    // Answered from what is cached of the credential.
    private static async Task<bool> May(SignedInUser user) =>
        (await user.Get("/permissions?check=posts:write")).Json["posts:write"]!.GetValue<bool>();

    [Fact]
    public async Task Of_many_nodes_that_start_at_once_one_changes_the_role()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 5)
            .Select(_ => Another(options => options.TwoFactor.RequiredForRoles.Add("admin"))));

        Assert.Single(await Server.AuditTypes(), "role_updated");
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_role_that_is_not_there_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<ConfigurationException>(
            () => Another(options => options.TwoFactor.RequiredForRoles.Add("emperor")));

        Assert.Contains("TwoFactor:RequiredForRoles has \"emperor\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_asks_for_what_nobody_can_set_up()
    {
        await Assert.ThrowsAsync<ConfigurationException>(() => Another(options =>
        {
            options.TwoFactor.Enabled = false;
            options.TwoFactor.RequiredForRoles.Add("admin");
        }));

        var admin = await Server.Administrator();
        await using var without = await Another(options => options.TwoFactor.Enabled = false);
        var answer = await without.Send("PATCH", Roles + "/admin", new { requires_two_factor = true }, admin.AccessToken);
        Is(HttpStatusCode.UnprocessableEntity, "validation_failed", answer);
        await Assert.ThrowsAsync<ArgumentException>(() => without.Roles().CreateAsync("a", [], requiresTwoFactor: true));
    }
}
