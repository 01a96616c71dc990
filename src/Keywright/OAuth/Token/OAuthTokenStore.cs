using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.OAuth.Token;

/// <summary>All writes to <c>oauth_tokens</c>: opaque access tokens, and JWTs that were revoked.</summary>
internal static class OAuthTokenStore
{
    public static ValueTask Add(Tx tx, byte[] hash, Granted token) => tx.Later($"""
        INSERT INTO kw.oauth_tokens (id, token_hash, client_id, user_id, grant_id, scopes, audience, actor, dpop_jkt, created_at,
                                     expires_at)
        VALUES ({token.TokenId}, {hash}, {token.Client.Id}, {token.User?.Id}, {token.Grant?.Id}, {new Json(JsonText.Array(token.Scopes))},
                {new Json(JsonText.Array(token.Audience))}, {new Json(token.Actor)}, {token.KeyThumbprint}, {token.IssuedAt},
                {token.ExpiresAt})
        """);

    /// <summary>
    /// Revokes an access token (RFC 7009): an opaque one has its row, of a JWT the <c>jti</c> is remembered until it expires.
    /// </summary>
    public static async ValueTask<bool> Revoke(Tx tx, Revocations revocations, Guid id, ClientId client, DateTimeOffset expiresAt)
    {
        var revoked = await tx.Execute($"""
            INSERT INTO kw.oauth_tokens (id, client_id, created_at, expires_at, revoked_at)
            VALUES ({id}, {client}, {tx.Now}, {expiresAt}, {tx.Now})
            ON CONFLICT (id) DO UPDATE SET revoked_at = {tx.Now} WHERE oauth_tokens.revoked_at IS NULL
            """) > 0;
        if (revoked)
        {
            await revocations.Add(tx, new Subject(SubjectKind.Token, id));
        }

        return revoked;
    }

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_tokens WHERE expires_at <= {tx.Now}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_tokens WHERE id IN
            (SELECT id FROM kw.oauth_tokens WHERE expires_at <= {tx.Now} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);
}
