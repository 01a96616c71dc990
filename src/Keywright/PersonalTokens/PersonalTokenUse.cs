using Keywright.Database;

namespace Keywright.PersonalTokens;

internal static partial class PersonalTokenStore
{
    /// <summary>Writes when and from where tokens were last used: rows of <c>[id, at, null, address]</c>.</summary>
    public static ValueTask<int> Used(Tx tx, Json rows) => tx.Execute(tx.Dialect.Choose<Sql>(
        sqlite: $"""
            UPDATE kw.personal_tokens AS p SET last_used_at = n.at, last_used_ip = n.ip
              FROM (SELECT value ->> 0 AS id, value ->> 1 AS at, value ->> 3 AS ip FROM json_each({rows})) AS n
             WHERE p.id = n.id AND (p.last_used_at IS NULL OR p.last_used_at < n.at)
            """,
        postgres: $"""
            UPDATE kw.personal_tokens AS p SET last_used_at = n.at, last_used_ip = n.ip
              FROM (SELECT (value ->> 0)::uuid AS id, (value ->> 1)::timestamptz AS at, (value ->> 3)::inet AS ip
                      FROM jsonb_array_elements({rows}) ORDER BY 1) AS n
             WHERE p.id = n.id AND (p.last_used_at IS NULL OR p.last_used_at < n.at)
            """));
}
