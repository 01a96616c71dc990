using Keywright.Database;
using Keywright.Security;

namespace Keywright.Users;

/// <summary>
/// Which users a list shows. <paramref name="Text"/> is part of an email, username or name, whatever its case; with a <c>*</c> at its end
/// their beginning, which an index finds among millions. Without a <paramref name="Status"/> the deleted are left out.
/// </summary>
internal sealed record UserSearch(string? Text = null, UserStatus? Status = null, RoleId? Role = null);

internal static partial class UserStore
{
    /// <summary>Users by id, oldest first, after <paramref name="after"/>.</summary>
    public static ValueTask<List<User>> List(Tx tx, UserId? after, int limit, UserSearch search)
    {
        var status = search.Status is { } wanted ? (Sql)$"status = {wanted.Word()}" : (Sql)$"status <> 'deleted'";
        var later = after is { } id ? (Sql)$"AND id > {id}" : (Sql)$"";
        var matching = search.Text is { } text ? Matching(tx, text) : (Sql)$"";
        if (search.Role is not { } role)
        {
            return tx.List($"SELECT {Columns} FROM kw.users WHERE {status} {later} {matching} ORDER BY id LIMIT {limit}", Read);
        }

        // Both sides of the join are in the order of the list: a page costs a page, however many have the role.
        var laterOfRole = after is { } last ? (Sql)$"AND user_id > {last}" : (Sql)$"";
        return tx.List($"""
            SELECT {Columns} FROM kw.user_roles JOIN kw.users ON id = user_id
             WHERE role_id = {role} AND {status} {laterOfRole} {matching} ORDER BY user_id LIMIT {limit}
            """, Read);
    }

    /// <summary>How many users have each status.</summary>
    public static ValueTask<List<(UserStatus Status, long Count)>> CountByStatus(Tx tx) => tx.List(
        $"SELECT status, count(*) AS n FROM kw.users GROUP BY status", row => (UserWords.Status(row.Text("status")), row.Long("n")));

    /// <summary>How many users were made on each day since <paramref name="since"/>, in UTC.</summary>
    public static ValueTask<List<(string Day, long Count)>> CountNewByDay(Tx tx, DateTimeOffset since)
    {
        var day = tx.Dialect.Choose<Sql>(
            sqlite: $"substr(created_at, 1, 10)",
            postgres: $"to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')");
        return tx.List(
            $"SELECT {day} AS day, count(*) AS n FROM kw.users WHERE created_at >= {since} GROUP BY 1 ORDER BY 1",
            row => (row.Text("day"), row.Long("n")));
    }

    private static Sql Matching(Tx tx, string text)
    {
        var lower = Storable(text).ToLowerInvariant();
        return lower is [.. var start, '*'] && start.Length > 0 ? Beginning(tx, start) : Holding(lower);
    }

    private static Sql Holding(string part)
    {
        var pattern = "%" + part.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        return $"""
            AND (email_normal LIKE {pattern} ESCAPE '\' OR username_normal LIKE {pattern} ESCAPE '\'
                 OR lower(name) LIKE {pattern} ESCAPE '\')
            """;
    }

    /// <summary>A range of bytes for each: from the beginning itself to the last text that can begin so.</summary>
    private static Sql Beginning(Tx tx, string start)
    {
        var end = start + "\U0010FFFF";
        return tx.Dialect.Choose<Sql>(
            sqlite: $"""
                AND id IN (SELECT id FROM kw.users WHERE email_normal >= {start} AND email_normal < {end}
                           UNION SELECT id FROM kw.users WHERE username_normal >= {start} AND username_normal < {end}
                           UNION SELECT id FROM kw.users WHERE name IS NOT NULL AND lower(name) >= {start} AND lower(name) < {end})
                """,
            postgres: $"""
                AND id IN (SELECT id FROM kw.users WHERE email_normal ~>=~ {start} AND email_normal ~<~ {end}
                           UNION SELECT id FROM kw.users WHERE username_normal ~>=~ {start} AND username_normal ~<~ {end}
                           UNION SELECT id FROM kw.users WHERE name IS NOT NULL AND lower(name) ~>=~ {start} AND lower(name) ~<~ {end})
                """);
    }
}
