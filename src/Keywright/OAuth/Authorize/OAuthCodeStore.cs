using Keywright.Database;
using Keywright.Security;

namespace Keywright.OAuth.Authorize;

/// <summary>All writes to <c>oauth_codes</c>: authorization codes.</summary>
internal static class OAuthCodeStore
{
    // A code that is shown again ends what it was redeemed for (RFC 6749 §4.1.2), for which it has to be known.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    public static ValueTask Add(Tx tx, byte[] hash, AuthorizationCode code, DateTimeOffset expiresAt) => tx.Later($"""
        INSERT INTO kw.oauth_codes (code_hash, client_id, user_id, session_id, redirect_uri, code_challenge, scopes, resources, nonce,
                                    dpop_jkt, auth_time, acr, amr, created_at, expires_at)
        VALUES ({hash}, {code.ClientId}, {code.UserId}, {code.SessionId}, {code.RedirectUri}, {code.Challenge},
                {new Json(JsonText.Array(code.Scopes))}, {new Json(JsonText.Array(code.Resources))}, {code.Nonce}, {code.KeyThumbprint},
                {code.AuthTime}, {code.Acr}, {new Json(JsonText.Array(code.Amr))}, {tx.Now}, {expiresAt})
        """);

    /// <summary>
    /// Marks the code as used for <paramref name="grant"/> and returns it, or null if it is unknown, expired or already used. One statement
    /// decides, so of many at once at most one succeeds.
    /// </summary>
    public static ValueTask<AuthorizationCode?> Use(Tx tx, byte[] hash, GrantId grant) => tx.Find($"""
        UPDATE kw.oauth_codes SET used_at = {tx.Now}, grant_id = {grant}
         WHERE code_hash = {hash} AND used_at IS NULL AND expires_at > {tx.Now}
        RETURNING client_id, user_id, session_id, redirect_uri, code_challenge, scopes, resources, nonce, dpop_jkt, auth_time, acr, amr
        """, Read);

    /// <summary>What a code was used for before, or null.</summary>
    public static ValueTask<GrantId?> UsedFor(Tx tx, byte[] hash) => tx.FindValue($"""
        SELECT grant_id FROM kw.oauth_codes WHERE code_hash = {hash} AND used_at IS NOT NULL AND grant_id IS NOT NULL
        """, row => row.Id<GrantId>("grant_id"));

    /// <summary>Those of a user, or of one client only.</summary>
    public static ValueTask<int> DeleteAll(Tx tx, UserId user, ClientId? client = null)
    {
        var ofClient = client is { } one ? (Sql)$"AND client_id = {one} AND used_at IS NULL" : (Sql)$"";
        return tx.Execute($"DELETE FROM kw.oauth_codes WHERE user_id = {user} {ofClient}");
    }

    public static ValueTask<long> CountExpired(Tx tx) => tx.Count($"""
        SELECT count(*) AS n FROM kw.oauth_codes WHERE expires_at <= {tx.Now - Remembered}
        """);

    public static ValueTask<int> DeleteExpired(Tx tx, int limit) => tx.Execute($"""
        DELETE FROM kw.oauth_codes WHERE code_hash IN
            (SELECT code_hash FROM kw.oauth_codes WHERE expires_at <= {tx.Now - Remembered} LIMIT {limit} {tx.Dialect.SkipLocked()})
        """);

    private static AuthorizationCode Read(Row row) => new(
        row.Id<ClientId>("client_id"), row.Id<UserId>("user_id"), row.Id<SessionId>("session_id"), row.Text("redirect_uri"))
    {
        Challenge = row.TextOrNull("code_challenge"),
        Scopes = JsonText.Strings(row.Text("scopes")),
        Resources = JsonText.Strings(row.Text("resources")),
        Nonce = row.TextOrNull("nonce"),
        KeyThumbprint = row.TextOrNull("dpop_jkt"),
        AuthTime = row.Instant("auth_time"),
        Acr = row.TextOrNull("acr"),
        Amr = JsonText.Strings(row.TextOrNull("amr") ?? "[]"),
    };
}
