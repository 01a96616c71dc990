using Keywright.Database;
using Keywright.Security;

namespace Keywright.Roles;

/// <summary>A role with its permissions; <c>*</c> at the end of a permission stands for anything.</summary>
internal sealed record Role(string Name, IReadOnlyList<string> Permissions);

/// <summary>All writes to <c>user_roles</c>, and reads of <c>roles</c>.</summary>
internal static class RoleStore
{
    public static ValueTask<List<Role>> Of(Tx tx, UserId user) => tx.List($"""
        SELECT r.name, r.permissions FROM kw.user_roles AS u JOIN kw.roles AS r ON r.id = u.role_id
         WHERE u.user_id = {user} ORDER BY r.name
        """, row => new Role(row.Text("name"), JsonText.Strings(row.Text("permissions"))));

    public static ValueTask<List<string>> Names(Tx tx) => tx.List($"SELECT name FROM kw.roles ORDER BY name", row => row.Text("name"));

    /// <summary>Whether there is such a role; having it already is fine.</summary>
    public static async ValueTask<bool> Grant(Tx tx, UserId user, string role, Guid? by)
    {
        _ = await tx.Execute($"""
            INSERT INTO kw.user_roles (user_id, role_id, assigned_at, assigned_by)
            SELECT {user}, id, {tx.Now}, {by} FROM kw.roles WHERE name = {role}
            ON CONFLICT DO NOTHING
            """);
        return await tx.Find($"SELECT name FROM kw.roles WHERE name = {role}", row => row.Text("name")) is not null;
    }
}
