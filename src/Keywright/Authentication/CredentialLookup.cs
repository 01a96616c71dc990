using System.Text.Json;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Authentication;

/// <summary>Finds a presented credential with its user and roles: one statement each, no write.</summary>
internal static class CredentialLookup
{
    public static ValueTask<Credential?> ByAccessToken(Tx tx, SessionId id) => tx.Find($"""
        SELECT {Session(tx)}, s.access_hash AS hash, s.access_expires_at AS secret_expires_at,
               s.previous_access_hash, s.previous_access_expires_at
          FROM kw.sessions AS s JOIN kw.users AS u ON u.id = s.user_id
         WHERE s.id = {id} AND s.access_hash IS NOT NULL
        """, row => ReadSession(row, CallerKind.SessionToken) with
    {
        ExpiresAt = row.Instant("secret_expires_at"),
        PreviousHash = row.BytesOrNull("previous_access_hash"),
        PreviousExpiresAt = row.InstantOrNull("previous_access_expires_at"),
    });

    public static ValueTask<Credential?> ByCookie(Tx tx, byte[] hash) => tx.Find($"""
        SELECT {Session(tx)}, s.cookie_hash AS hash
          FROM kw.sessions AS s JOIN kw.users AS u ON u.id = s.user_id
         WHERE s.cookie_hash = {hash}
        """, row => ReadSession(row, CallerKind.SessionCookie));

    public static ValueTask<Credential?> ByPersonalToken(Tx tx, byte[] hash) => tx.Find($"""
        SELECT p.id AS token_id, p.token_hash AS hash, p.abilities, p.expires_at, p.revoked_at, p.last_used_at,
               coalesce(u.id, a.id) AS user_id, coalesce(u.status, a.status) AS user_status, u.email, coalesce(u.name, a.name) AS name,
               u.two_factor_at, {Roles(tx)} AS roles, a.permissions
          FROM kw.personal_tokens AS p
          LEFT JOIN kw.users AS u ON p.owner_type = 'user' AND u.id = p.owner_id
          LEFT JOIN kw.service_accounts AS a ON p.owner_type = 'service_account' AND a.id = p.owner_id
         WHERE p.token_hash = {hash} AND coalesce(u.id, a.id) IS NOT NULL
        """, ReadPersonalToken);

    private static Sql Session(Tx tx) => $"""
        s.id AS session_id, s.status AS session_status, s.expires_at AS session_expires_at, s.lifetime_seconds, s.is_remembered,
        s.last_activity,
        CASE WHEN s.login_method LIKE '%passkey'
             THEN (SELECT count(*) FROM kw.passkeys AS k WHERE k.user_id = s.user_id) ELSE 0 END AS passkeys,
        u.id AS user_id, u.status AS user_status, u.email, u.name, u.two_factor_at, {Roles(tx)} AS roles
        """;

    private static Sql Roles(Tx tx) => tx.Dialect.Choose<Sql>(
        sqlite: $"""
            (SELECT json_group_array(json_array(r.id, r.name, json(r.permissions), r.requires_two_factor))
               FROM kw.user_roles AS ur JOIN kw.roles AS r ON r.id = ur.role_id WHERE ur.user_id = u.id)
            """,
        postgres: $"""
            (SELECT coalesce(jsonb_agg(jsonb_build_array(r.id, r.name, r.permissions, r.requires_two_factor)), '[]')
               FROM kw.user_roles AS ur JOIN kw.roles AS r ON r.id = ur.role_id WHERE ur.user_id = u.id)
            """);

    private static Credential Owner(Row row, CallerKind kind, bool byPasskey = false)
    {
        var roles = new HeldRoles(ReadRoles(row.Text("roles")), byPasskey || !row.IsNull("two_factor_at"));
        return new Credential(kind, row.Id<UserId>("user_id"), UserWords.Status(row.Text("user_status")))
        {
            Email = row.TextOrNull("email"),
            Name = row.TextOrNull("name"),
            Roles = roles,
            ByPasskey = byPasskey,
            Permissions = roles.Permissions,
        };
    }

    private static Credential ReadPersonalToken(Row row)
    {
        var owner = Owner(row, CallerKind.PersonalToken);
        var ofServiceAccount = row.TextOrNull("permissions");
        return owner with
        {
            TokenId = row.Id<PersonalTokenId>("token_id"),
            Hash = row.Bytes("hash"),
            Abilities = JsonText.Strings(row.Text("abilities")),
            ExpiresAt = row.InstantOrNull("expires_at"),
            IsRevoked = !row.IsNull("revoked_at"),
            LastUsedAt = row.InstantOrNull("last_used_at"),
            IsServiceAccount = ofServiceAccount is not null,
            Permissions = ofServiceAccount is null ? owner.Permissions : new PermissionSet(JsonText.Strings(ofServiceAccount)),
        };
    }

    private static Credential ReadSession(Row row, CallerKind kind) => Owner(row, kind, row.Long("passkeys") > 0) with
    {
        SessionId = row.Id<SessionId>("session_id"),
        Hash = row.BytesOrNull("hash"),
        ExpiresAt = row.Instant("session_expires_at"),
        SessionExpiresAt = row.Instant("session_expires_at"),
        SlidingLifetime = TimeSpan.FromSeconds(row.Int("lifetime_seconds")),
        Remember = row.Int("is_remembered") == 1,
        IsRevoked = row.Text("session_status") is not "active",
        LastUsedAt = row.Instant("last_activity"),
    };

    private static List<Role> ReadRoles(string json)
    {
        if (json == "[]")
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(role =>
            new Role(
                new RoleId(role[0].GetGuid()), role[1].GetString()!,
                [.. role[2].EnumerateArray().Select(permission => permission.GetString()!)])
            {
                RequiresTwoFactor = role[3].GetInt32() == 1,
            })];
    }
}
