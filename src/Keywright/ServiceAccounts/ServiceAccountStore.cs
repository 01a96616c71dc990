using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.ServiceAccounts;

/// <summary>What may change of a service account; a null leaves a value as it is, an empty description clears it.</summary>
internal sealed record ServiceAccountChange(string? Name, string? Description, IReadOnlyList<string>? Permissions, bool? IsActive);

/// <summary>All writes to <c>service_accounts</c>.</summary>
internal static class ServiceAccountStore
{
    private static Sql Columns => $"id, name, description, permissions, status, owner_id, created_at, updated_at";

    public static ValueTask<ServiceAccount?> Find(Tx tx, ServiceAccountId id) => tx.Find($"""
        SELECT {Columns} FROM kw.service_accounts WHERE id = {id}
        """, Read);

    public static ValueTask<ServiceAccount?> Find(Tx tx, string name) => tx.Find($"""
        SELECT {Columns} FROM kw.service_accounts WHERE name = {name}
        """, Read);

    public static ValueTask<List<ServiceAccount>> List(Tx tx, ServiceAccountId? after, int limit)
    {
        var later = after is { } id ? (Sql)$"WHERE id > {id}" : (Sql)$"";
        return tx.List($"SELECT {Columns} FROM kw.service_accounts {later} ORDER BY id LIMIT {limit}", Read);
    }

    /// <summary>The new account, or null when the name is taken: of many at once, one succeeds.</summary>
    public static ValueTask<ServiceAccount?> Add(
        Tx tx, string name, string? description, IReadOnlyCollection<string> permissions, UserId? owner) => tx.Find($"""
        INSERT INTO kw.service_accounts (id, name, description, permissions, owner_id, created_at, updated_at)
        VALUES ({tx.NewId<ServiceAccountId>()}, {name}, {description}, {new Json(JsonText.Array(permissions))}, {owner}, {tx.Now}, {tx.Now})
        ON CONFLICT DO NOTHING
        RETURNING {Columns}
        """, Read);

    /// <summary>The changed account; its tokens feel it at their next request.</summary>
    public static async ValueTask<ServiceAccount?> Change(
        Tx tx, Revocations revocations, ServiceAccountId id, ServiceAccountChange change)
    {
        var permissions = change.Permissions is { } wanted ? JsonText.Array([.. wanted]) : null;
        var status = change.IsActive is { } active ? active ? "active" : "suspended" : null;
        var changed = await tx.Find($"""
            UPDATE kw.service_accounts
               SET name = coalesce({change.Name}, name), status = coalesce({status}, status),
                   description = CASE WHEN {change.Description} = '' THEN NULL ELSE coalesce({change.Description}, description) END,
                   permissions = coalesce({new Json(permissions)}, permissions), updated_at = {tx.Now}
             WHERE id = {id}
            RETURNING {Columns}
            """, Read);
        if (changed is not null)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        return changed;
    }

    public static async ValueTask<bool> Delete(Tx tx, Revocations revocations, ServiceAccountId id)
    {
        await revocations.Add(tx, Subject.Of(id));
        return await tx.Execute($"DELETE FROM kw.service_accounts WHERE id = {id}") > 0;
    }

    private static ServiceAccount Read(Row row) => new(
        row.Id<ServiceAccountId>("id"), row.Text("name"), JsonText.Strings(row.Text("permissions")), row.Text("status") == "active")
    {
        Description = row.TextOrNull("description"),
        Owner = row.IdOrNull<UserId>("owner_id"),
        CreatedAt = row.Instant("created_at"),
        UpdatedAt = row.Instant("updated_at"),
    };
}
