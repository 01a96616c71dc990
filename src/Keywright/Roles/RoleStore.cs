using Keywright.Database;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Roles;

/// <summary>What may change of a role; a null leaves a value as it is, an empty description clears it.</summary>
internal sealed record RoleChange(string? Name, string? Description, IReadOnlyList<string>? Permissions)
{
    public static readonly RoleChange Nothing = new(null, null, null);

    public bool? RequiresTwoFactor { get; init; }
}

/// <summary>All writes to <c>roles</c> and <c>user_roles</c>. Nodes hear of changes through <see cref="ChangeRoles"/>.</summary>
internal static class RoleStore
{
    private static Sql Columns => $"r.id, r.name, r.description, r.permissions, r.requires_two_factor, r.created_at, r.updated_at";

    public static ValueTask<List<Role>> Of(Tx tx, UserId user) => tx.List($"""
        SELECT {Columns} FROM kw.user_roles AS u JOIN kw.roles AS r ON r.id = u.role_id WHERE u.user_id = {user} ORDER BY r.name
        """, Read);

    /// <summary>
    /// The same, in force as far as the user's factors reach; <paramref name="byPasskey"/> tells that the session began with a passkey,
    /// which counts while the user has one.
    /// </summary>
    public static async ValueTask<HeldRoles> Held(Tx tx, User user, bool byPasskey = false)
    {
        var all = await Of(tx, user.Id);
        return new(all, user.TwoFactorAt is not null
            || (byPasskey && all.Any(role => role.RequiresTwoFactor) && await HasPasskey(tx, user.Id)));
    }

    private static async ValueTask<bool> HasPasskey(Tx tx, UserId user) => await tx.Count($"""
        SELECT count(*) AS n FROM kw.passkeys WHERE user_id = {user}
        """) > 0;

    /// <summary>The roles of many users, with one statement.</summary>
    public static async ValueTask<ILookup<UserId, Role>> OfMany(Tx tx, IReadOnlyCollection<UserId> users) =>
        (await tx.List($"""
            SELECT u.user_id, {Columns} FROM kw.user_roles AS u JOIN kw.roles AS r ON r.id = u.role_id
             WHERE u.user_id {Sql.In(users)} ORDER BY r.name
            """, row => (User: row.Id<UserId>("user_id"), Role: Read(row)))).ToLookup(found => found.User, found => found.Role);

    public static ValueTask<List<string>> Names(Tx tx) => tx.List($"SELECT name FROM kw.roles ORDER BY name", row => row.Text("name"));

    public static ValueTask<List<Role>> List(Tx tx, RoleId? after, int limit)
    {
        var later = after is { } id ? (Sql)$"WHERE r.id > {id}" : (Sql)$"";
        return tx.List($"SELECT {Columns} FROM kw.roles AS r {later} ORDER BY r.id LIMIT {limit}", Read);
    }

    public static ValueTask<Role?> Find(Tx tx, string name) => tx.Find($"SELECT {Columns} FROM kw.roles AS r WHERE r.name = {name}", Read);

    public static ValueTask<Role?> Find(Tx tx, RoleId id) => tx.Find($"SELECT {Columns} FROM kw.roles AS r WHERE r.id = {id}", Read);

    /// <summary>The new role, or null when the name is taken: of many at once, one succeeds.</summary>
    public static ValueTask<Role?> Add(
        Tx tx, string name, string? description, IReadOnlyCollection<string> permissions, bool requiresTwoFactor) => tx.Find($"""
        INSERT INTO kw.roles AS r (id, name, description, permissions, requires_two_factor, created_at, updated_at)
        VALUES ({tx.NewId<RoleId>()}, {name}, {description}, {new Json(JsonText.Array(permissions))}, {(requiresTwoFactor ? 1 : 0)},
                {tx.Now}, {tx.Now})
        ON CONFLICT DO NOTHING
        RETURNING id, name, description, permissions, requires_two_factor, created_at, updated_at
        """, Read);

    public static ValueTask<Role?> Change(Tx tx, RoleId id, RoleChange change)
    {
        var permissions = change.Permissions is { } wanted ? JsonText.Array([.. wanted]) : null;
        int? twoFactor = change.RequiresTwoFactor is { } requires ? (requires ? 1 : 0) : null;
        return tx.Find($"""
            UPDATE kw.roles
               SET name = coalesce({change.Name}, name),
                   description = CASE WHEN {change.Description} = '' THEN NULL ELSE coalesce({change.Description}, description) END,
                   permissions = coalesce({new Json(permissions)}, permissions),
                   requires_two_factor = coalesce({twoFactor}, requires_two_factor), updated_at = {tx.Now}
             WHERE id = {id}
            RETURNING id, name, description, permissions, requires_two_factor, created_at, updated_at
            """, Read);
    }

    public static async ValueTask<bool> Delete(Tx tx, RoleId id)
    {
        _ = await tx.Execute($"DELETE FROM kw.user_roles WHERE role_id = {id}");
        return await tx.Execute($"DELETE FROM kw.roles WHERE id = {id}") > 0;
    }

    /// <summary>Whether there is such a role; having it already is fine.</summary>
    public static async ValueTask<bool> Grant(Tx tx, UserId user, string role, Guid? by)
    {
        if (await Find(tx, role) is not { } found)
        {
            return false;
        }

        _ = await Grant(tx, user, found.Id, by);
        return true;
    }

    /// <summary>Whether the user did not have it before.</summary>
    public static async ValueTask<bool> Grant(Tx tx, UserId user, RoleId role, Guid? by) => await tx.Execute($"""
        INSERT INTO kw.user_roles (user_id, role_id, assigned_at, assigned_by) VALUES ({user}, {role}, {tx.Now}, {by})
        ON CONFLICT DO NOTHING
        """) > 0;

    /// <summary>Whether the user had it.</summary>
    public static async ValueTask<bool> Revoke(Tx tx, UserId user, RoleId role) => await tx.Execute($"""
        DELETE FROM kw.user_roles WHERE user_id = {user} AND role_id = {role}
        """) > 0;

    /// <summary>
    /// Whether somebody beside <paramref name="user"/> is an administrator who can sign in and then administer: where the role asks for a
    /// second factor, one who has none does not count.
    /// </summary>
    public static async ValueTask<bool> HasOtherAdministrator(Tx tx, UserId user) => await tx.FindValue($"""
        SELECT u.id FROM kw.user_roles AS ur JOIN kw.users AS u ON u.id = ur.user_id JOIN kw.roles AS r ON r.id = ur.role_id
         WHERE ur.role_id = {Role.Administrator} AND u.id <> {user} AND u.status = 'active'
           AND (u.locked_by IS NULL OR u.locked_by <> 'admin' OR u.locked_until <= {tx.Now})
           AND (r.requires_two_factor = 0 OR u.two_factor_at IS NOT NULL
                OR EXISTS (SELECT 1 FROM kw.passkeys AS p WHERE p.user_id = u.id))
         LIMIT 1
        """, row => row.Uuid("id")) is not null;

    private static Role Read(Row row) => new(row.Id<RoleId>("id"), row.Text("name"), JsonText.Strings(row.Text("permissions")))
    {
        Description = row.TextOrNull("description"),
        RequiresTwoFactor = row.Int("requires_two_factor") == 1,
        CreatedAt = row.Instant("created_at"),
        UpdatedAt = row.Instant("updated_at"),
    };
}
