using Keywright.Administration;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Administration;

public sealed class RolesFromCodeOnSqlite() : RolesFromCodeTests(new SqliteTestDatabase());

public sealed class RolesFromCodeOnPostgres() : RolesFromCodeTests(new PostgresTestDatabase());

public abstract class RolesFromCodeTests(TestDatabase database) : ServerTests(database)
{
    private KeywrightRoles Roles => Server.Roles();

    [Fact]
    public async Task A_role_is_made_changed_given_taken_and_deleted()
    {
        var user = await Server.SignedInUser();

        var role = await Roles.CreateAsync("editor", ["posts:*", "posts:*"], "Edits.");

        Assert.Equal(("editor", "Edits.", false), (role!.Name, role.Description, role.IsBuiltIn));
        Assert.Equal(["posts:*"], role.Permissions);
        Assert.Null(await Roles.CreateAsync("editor", []));
        Assert.True(await Roles.GrantAsync(user.Id, "editor"));
        Assert.True(await Roles.GrantAsync(user.Id, "editor"));
        Assert.Equal(["posts:*"], await Roles.PermissionsOfAsync(user.Id));
        var checks = await Roles.CheckAsync(user.Id, ["posts:read", "users:read", "keywright:users:read"]);
        Assert.Equal((true, false, false), (checks["posts:read"], checks["users:read"], checks["keywright:users:read"]));
        Assert.Equal("writer", (await Roles.UpdateAsync("editor", newName: "writer", description: ""))!.Name);
        Assert.Null((await Roles.FindAsync("writer"))!.Description);
        Assert.True(await Roles.RevokeAsync(user.Id, "writer"));
        Assert.False(await Roles.RevokeAsync(user.Id, "writer"));
        Assert.True(await Roles.DeleteAsync("writer"));
        Assert.False(await Roles.DeleteAsync("writer"));
        Assert.Equal(["admin", "moderator", "user"], (await Roles.ListAsync()).Select(one => one.Name));
    }

    [Fact]
    public async Task Who_gave_a_role_and_when_is_kept()
    {
        var admin = await Server.Administrator();
        var user = await Server.SignedInUser();
        var at = Database.Clock.GetUtcNow();

        Is(System.Net.HttpStatusCode.NoContent, await admin.Send("PUT", $"/api/admin/users/{user.Id}/roles/moderator"));

        var given = await Server.Rows(tx => tx.List(
            $"SELECT assigned_at, assigned_by FROM kw.user_roles WHERE user_id = {user.Id} AND assigned_by IS NOT NULL",
            row => (row.Instant("assigned_at"), row.Uuid("assigned_by"))));
        Assert.Contains((at, admin.Id), given);
    }

    [Fact]
    public async Task Built_in_roles_keep_their_names_and_admin_its_permissions()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Roles.UpdateAsync("admin", []));
        await Assert.ThrowsAsync<ArgumentException>(() => Roles.UpdateAsync("user", newName: "nobody"));
        Assert.False(await Roles.DeleteAsync("moderator"));
        Assert.Equal(["posts:read"], (await Roles.UpdateAsync("user", ["posts:read"]))!.Permissions);
    }

    [Fact]
    public async Task Who_is_not_active_may_do_nothing()
    {
        var user = await Server.UserWhoMay("posts:*");
        _ = await Server.Services.GetRequiredService<KeywrightUsers>().BanAsync(user.Id);

        Assert.Empty(await Roles.PermissionsOfAsync(user.Id));
        Assert.False((await Roles.CheckAsync(user.Id, ["posts:read"]))["posts:read"]);
        Assert.Empty(await Roles.PermissionsOfAsync(Guid.Empty));
        Assert.False(await Roles.GrantAsync(Guid.Empty, "admin"));
    }

    [Theory]
    [InlineData("Admin", "posts:read")]
    [InlineData("", "posts:read")]
    [InlineData("a b", "posts:read")]
    [InlineData("аdmin", "posts:read")]
    [InlineData("abcdef01-0000-7000-8000-000000000001", "posts:read")]
    [InlineData("editor", "keywright:*:*")]
    [InlineData("editor", "")]
    public async Task What_is_no_role_is_refused(string name, string permission) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Roles.CreateAsync(name, [permission]));

    [Fact]
    public async Task Of_many_roles_of_one_name_made_at_once_one_is()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Roles.CreateAsync("editor", [])));

        Assert.Single(made, role => role is not null);
    }
}
