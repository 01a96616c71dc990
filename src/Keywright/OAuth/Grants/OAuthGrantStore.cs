using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Grants;

/// <summary>All writes to <c>oauth_grants</c>: what clients were allowed, one row a family of refresh tokens.</summary>
internal static class OAuthGrantStore
{
    private static Sql Columns => $"""
        g.id, g.client_id, g.user_id, g.session_id, g.grant_type, g.status, g.scopes, g.resources, g.actor, g.dpop_jkt, g.auth_time, g.acr,
        g.amr, g.generation, g.previous_refresh_hash, g.rotated_at, g.previous_rotated_at, g.successor, g.expires_at, g.absolute_expires_at,
        g.parent_id
        """;

    public static ValueTask Add(Tx tx, Grant grant, byte[]? refreshHash) => tx.Later($"""
        INSERT INTO kw.oauth_grants (id, client_id, user_id, session_id, grant_type, scopes, resources, actor, dpop_jkt, auth_time, acr,
                                     amr, refresh_hash, expires_at, absolute_expires_at, created_at, last_used_at, parent_id)
        VALUES ({grant.Id}, {grant.ClientId}, {grant.UserId}, {grant.SessionId}, {grant.GrantType},
                {new Json(JsonText.Array(grant.Scopes))}, {new Json(JsonText.Array(grant.Resources))}, {new Json(grant.Actor)},
                {grant.KeyThumbprint}, {grant.AuthTime}, {grant.Acr}, {new Json(JsonText.Array(grant.Amr))}, {refreshHash},
                {grant.ExpiresAt}, {grant.AbsoluteExpiresAt}, {tx.Now}, {tx.Now}, {grant.ParentId})
        """);

    /// <summary>The grant, if its user is active and (unless it goes on without) its session lives.</summary>
    public static ValueTask<Grant?> FindLive(Tx tx, GrantId id) => tx.Find($"""
        SELECT {Columns} FROM kw.oauth_grants AS g JOIN kw.users AS u ON u.id = g.user_id AND u.status = 'active'
         WHERE g.id = {id} AND {IsLive(tx)}
        """, Read);

    /// <summary>The grant unless it has ended, whether or not its user may use it now.</summary>
    public static ValueTask<Grant?> Find(Tx tx, GrantId id) => tx.Find($"""
        SELECT {Columns} FROM kw.oauth_grants AS g WHERE g.id = {id} AND g.status = 'active'
        """, Read);

    /// <summary>Of a grant <c>g</c> whose user is active: it has not ended, and (unless it goes on without) its session lives.</summary>
    public static Sql IsLive(Tx tx) => $"""
        g.status = 'active' AND g.expires_at > {tx.Now}
        AND (g.session_id IS NULL OR g.scopes {Offline(tx)}
             OR EXISTS (SELECT 1 FROM kw.sessions AS s WHERE s.id = g.session_id AND s.status = 'active' AND s.expires_at > {tx.Now}))
        """;

    /// <summary>
    /// Holds a live grant until the commit, so that nothing comes out of it while it is being ended; false when it has ended.
    /// </summary>
    public static async ValueTask<bool> Hold(Tx tx, GrantId id) => await tx.Execute($"""
        UPDATE kw.oauth_grants SET last_used_at = {tx.Now} WHERE id = {id} AND status = 'active'
        """) > 0;

    /// <summary>The hash of the current refresh token, or null.</summary>
    public static async ValueTask<byte[]?> RefreshHashOf(Tx tx, GrantId id) => await tx.Find($"""
        SELECT refresh_hash FROM kw.oauth_grants WHERE id = {id} AND refresh_hash IS NOT NULL
        """, row => row.Bytes("refresh_hash"));

    /// <summary>
    /// Replaces the refresh token whose hash is <paramref name="presented"/>, if it is the current one. One statement decides, so of many
    /// at once one rotates; the others find it done.
    /// </summary>
    public static async ValueTask<bool> Rotate(
        Tx tx, GrantId id, byte[] presented, byte[] next, byte[] successor, DateTimeOffset expiresAt) => await tx.Execute($"""
        UPDATE kw.oauth_grants
           SET previous_refresh_hash = refresh_hash, refresh_hash = {next}, generation = generation + 1, previous_rotated_at = rotated_at,
               rotated_at = {tx.Now}, successor = {successor}, last_used_at = {tx.Now},
               expires_at = CASE WHEN absolute_expires_at < {expiresAt} THEN absolute_expires_at ELSE {expiresAt} END
         WHERE id = {id} AND refresh_hash = {presented} AND status = 'active' AND expires_at > {tx.Now}
        """) > 0;

    /// <summary>Ends one grant with all that came out of it, and tells whether it did: of many calls at once, one.</summary>
    public static async ValueTask<bool> End(Tx tx, Revocations revocations, GrantId id, string by)
    {
        var ended = await tx.Execute($"""
            UPDATE kw.oauth_grants
               SET status = 'revoked', revoked_at = {tx.Now}, revoked_by = {by}, successor = NULL,
                   suspicious_at = CASE WHEN {by} = 'security' THEN {tx.Now} ELSE suspicious_at END
             WHERE id = {id} AND status = 'active'
            """) > 0;
        if (ended)
        {
            await revocations.Add(tx, Subject.Of(id));
            await EndBelow(tx, revocations, [id], by);
        }

        return ended;
    }

    /// <summary>Ends every grant of a user, or those of one client only, and returns how many.</summary>
    public static async ValueTask<int> EndAll(Tx tx, Revocations revocations, UserId user, ClientId? client, string by)
    {
        var ofClient = client is { } one ? (Sql)$"AND client_id = {one}" : (Sql)$"";
        var ended = await tx.List($"""
            UPDATE kw.oauth_grants SET status = 'revoked', revoked_at = {tx.Now}, revoked_by = {by}, successor = NULL
             WHERE user_id = {user} AND status = 'active' {ofClient}
            RETURNING id
            """, row => row.Id<GrantId>("id"));
        foreach (var id in ended)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        await EndBelow(tx, revocations, ended, by);
        return ended.Count;
    }

    /// <summary>Forgets the encrypted successors whose grace is over.</summary>
    public static ValueTask<int> EraseSuccessors(Tx tx, DateTimeOffset rotatedBefore) => tx.Execute($"""
        UPDATE kw.oauth_grants SET successor = NULL WHERE successor IS NOT NULL AND rotated_at < {rotatedBefore}
        """);

    public static async ValueTask<bool> HasSuccessors(Tx tx, DateTimeOffset rotatedBefore) => await tx.FindValue($"""
        SELECT generation FROM kw.oauth_grants WHERE successor IS NOT NULL AND rotated_at < {rotatedBefore} LIMIT 1
        """, row => row.Int("generation")) is not null;

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_grants WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_grants WHERE id IN
            (SELECT id FROM kw.oauth_grants WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    /// <summary>Ends what exchanges made of the tokens of these grants, and of those in turn.</summary>
    private static async ValueTask EndBelow(Tx tx, Revocations revocations, IReadOnlyCollection<GrantId> ended, string by)
    {
        while (ended.Count > 0)
        {
            ended = await tx.List($"""
                UPDATE kw.oauth_grants SET status = 'revoked', revoked_at = {tx.Now}, revoked_by = {by}
                 WHERE parent_id {Sql.In(ended)} AND status = 'active'
                RETURNING id
                """, row => row.Id<GrantId>("id"));
            foreach (var id in ended)
            {
                await revocations.Add(tx, Subject.Of(id));
            }
        }
    }

    private static Sql Offline(Tx tx) => tx.Dialect.Choose<Sql>(
        sqlite: $"LIKE '%\"offline_access\"%'",
        postgres: $"@> '[\"offline_access\"]'");

    private static Grant Read(Row row) => new(
        row.Id<GrantId>("id"), row.Id<ClientId>("client_id"), row.Id<UserId>("user_id"), row.Text("grant_type"))
    {
        Status = row.Text("status"),
        SessionId = row.IdOrNull<SessionId>("session_id"),
        ParentId = row.IdOrNull<GrantId>("parent_id"),
        Scopes = JsonText.Strings(row.Text("scopes")),
        Resources = JsonText.Strings(row.Text("resources")),
        Actor = row.TextOrNull("actor"),
        KeyThumbprint = row.TextOrNull("dpop_jkt"),
        AuthTime = row.InstantOrNull("auth_time"),
        Acr = row.TextOrNull("acr"),
        Amr = JsonText.Strings(row.TextOrNull("amr") ?? "[]"),
        Family = new RefreshFamily(row.Int("generation"))
        {
            PreviousHash = row.BytesOrNull("previous_refresh_hash"),
            RotatedAt = row.InstantOrNull("rotated_at"),
            PreviousRotatedAt = row.InstantOrNull("previous_rotated_at"),
            Successor = row.BytesOrNull("successor"),
        },
        ExpiresAt = row.Instant("expires_at"),
        AbsoluteExpiresAt = row.Instant("absolute_expires_at"),
    };
}
