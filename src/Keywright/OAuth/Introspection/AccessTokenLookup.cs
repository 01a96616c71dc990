using Keywright.Database;
using Keywright.Security;

namespace Keywright.OAuth.Introspection;

/// <summary>Finds what an access token stands for, if it works: one statement each, no write.</summary>
internal static class AccessTokenLookup
{
    // A client that was made after the token is another one of the same name. Tokens tell the second in which they were issued.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static ValueTask<AccessTokenState?> ByHash(Tx tx, byte[] hash) => tx.Find($"""
        SELECT t.id AS token_id, t.created_at AS issued_at, t.expires_at, t.scopes, t.audience, t.actor, t.dpop_jkt, {Shared}
          FROM kw.oauth_tokens AS t
          JOIN kw.oauth_clients AS c ON c.id = t.client_id
          LEFT JOIN kw.oauth_grants AS g ON g.id = t.grant_id
          LEFT JOIN kw.users AS u ON u.id = t.user_id
          LEFT JOIN kw.sessions AS s ON s.id = g.session_id
         WHERE t.token_hash = {hash} AND t.revoked_at IS NULL AND t.expires_at > {tx.Now} AND {Live(tx)}
           AND (t.grant_id IS NULL OR g.id IS NOT NULL) AND (t.user_id IS NULL OR u.id IS NOT NULL)
        """, row => Read(row, row.Uuid("token_id"), row.Instant("issued_at"), row.Instant("expires_at")) with
    {
        Scopes = JsonText.Strings(row.Text("scopes")),
        Audience = JsonText.Strings(row.Text("audience")),
        Actor = row.TextOrNull("actor"),
        KeyThumbprint = row.TextOrNull("dpop_jkt"),
    });

    /// <summary>An opaque token that was neither revoked nor expired, whether or not it works now.</summary>
    public static ValueTask<IssuedToken?> Issued(Tx tx, byte[] hash) => tx.Find($"""
        SELECT t.id, t.expires_at, t.grant_id, c.client_id FROM kw.oauth_tokens AS t JOIN kw.oauth_clients AS c ON c.id = t.client_id
         WHERE t.token_hash = {hash} AND t.revoked_at IS NULL AND t.expires_at > {tx.Now}
        """, row => new IssuedToken(row.Uuid("id"), row.Text("client_id"), row.Instant("expires_at"))
    {
        GrantId = row.IdOrNull<GrantId>("grant_id"),
    });

    /// <summary>What a signed token does not say of itself: whether client, grant, user and session are still what they were.</summary>
    public static ValueTask<AccessTokenState?> BySigned(Tx tx, SignedAccessToken token) => tx.Find($"""
        SELECT {Shared}
          FROM kw.oauth_clients AS c
          LEFT JOIN kw.oauth_grants AS g ON g.id = {token.GrantId} AND g.client_id = c.id
          LEFT JOIN kw.users AS u ON u.id = g.user_id
          LEFT JOIN kw.sessions AS s ON s.id = g.session_id
          LEFT JOIN kw.oauth_tokens AS t ON t.id = {token.TokenId}
         WHERE c.client_id = {token.ClientId} AND t.revoked_at IS NULL AND {Live(tx)}
               AND c.created_at < {token.IssuedAt + Second}
        """, row => Read(row, token.TokenId, token.IssuedAt, token.ExpiresAt) with
    {
        Scopes = token.Scopes,
        Audience = token.Audience,
        Actor = token.Actor,
        MayAct = token.MayAct,
        KeyThumbprint = token.KeyThumbprint,
    });

    private static Sql Shared => $"""
        c.id AS client_row, c.client_id, g.id AS grant_id, g.user_id, g.session_id, g.scopes AS grant_scopes, g.auth_time, g.acr,
        u.username
        """;

    // A grant that goes on without its user ends by itself; every other with the session that it was given in.
    private static Sql Live(Tx tx) => $"""
        c.status = 'active' AND (g.id IS NULL OR g.status = 'active') AND (u.id IS NULL OR u.status = 'active')
        AND (g.session_id IS NULL OR (s.status = 'active' AND s.expires_at > {tx.Now}) OR g.scopes {Offline(tx)})
        """;

    private static Sql Offline(Tx tx) => tx.Dialect.Choose<Sql>(
        sqlite: $"LIKE '%\"offline_access\"%'",
        postgres: $"@> '[\"offline_access\"]'");

    private static AccessTokenState Read(Row row, Guid id, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        var scopes = JsonText.Strings(row.TextOrNull("grant_scopes") ?? "[]");
        return new(id, row.Id<ClientId>("client_row"), row.Text("client_id"), issuedAt, expiresAt)
        {
            UserId = row.IdOrNull<UserId>("user_id"),
            GrantId = row.IdOrNull<GrantId>("grant_id"),
            SessionId = scopes.Contains(OAuth.Scopes.OfflineAccess) ? null : row.IdOrNull<SessionId>("session_id"),
            Username = row.TextOrNull("username"),
            AuthTime = row.InstantOrNull("auth_time"),
            Acr = row.TextOrNull("acr"),
        };
    }
}
