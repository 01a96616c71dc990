using Keywright.Database;

namespace Keywright.Sessions;

internal static partial class SessionStore
{
    /// <summary>
    /// Writes when sessions were last used: rows of <c>[id, at, expires_at or null, address]</c>. A trigger keeps it to once a minute a
    /// session; cookie sessions move on with it, up to their absolute end.
    /// </summary>
    public static ValueTask<int> Used(Tx tx, Json rows) => tx.Execute(tx.Dialect.Choose<Sql>(
        sqlite: $"""
            UPDATE kw.sessions AS s
               SET last_activity = n.at, expires_at = min(s.absolute_expires_at, max(s.expires_at, coalesce(n.expires_at, s.expires_at)))
              FROM (SELECT value ->> 0 AS id, value ->> 1 AS at, value ->> 2 AS expires_at FROM json_each({rows})) AS n
             WHERE s.id = n.id AND s.status = 'active' AND s.last_activity < n.at
            """,
        postgres: $"""
            UPDATE kw.sessions AS s
               SET last_activity = n.at, expires_at = least(s.absolute_expires_at, greatest(s.expires_at, n.expires_at))
              FROM (SELECT (value ->> 0)::uuid AS id, (value ->> 1)::timestamptz AS at, (value ->> 2)::timestamptz AS expires_at
                      FROM jsonb_array_elements({rows}) ORDER BY 1) AS n
             WHERE s.id = n.id AND s.status = 'active' AND s.last_activity < n.at
            """));
}
