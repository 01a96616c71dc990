using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.PersonalTokens;

/// <summary>All writes to <c>personal_tokens</c>.</summary>
internal static partial class PersonalTokenStore
{
    private static Sql Columns => $"id, owner_id, name, abilities, last_used_at, last_used_ip, expires_at, created_at";

    public static ValueTask<PersonalToken?> Add(
        Tx tx, UserId owner, string name, byte[] hash, IReadOnlyCollection<string> abilities, DateTimeOffset? expiresAt) => tx.Find($"""
        INSERT INTO kw.personal_tokens (id, owner_type, owner_id, name, token_hash, abilities, expires_at, created_at)
        VALUES ({tx.NewId<PersonalTokenId>()}, 'user', {owner}, {name}, {hash}, {new Json(JsonText.Array(abilities))},
                {expiresAt}, {tx.Now})
        RETURNING {Columns}
        """, Read);

    /// <summary>A user's tokens that still work, newest first, older than <paramref name="before"/>.</summary>
    public static ValueTask<List<PersonalToken>> ListLive(Tx tx, UserId owner, PersonalTokenId? before, int limit)
    {
        var older = before is { } id ? (Sql)$"AND id < {id}" : (Sql)$"";
        return tx.List($"""
            SELECT {Columns} FROM kw.personal_tokens
             WHERE owner_type = 'user' AND owner_id = {owner} AND revoked_at IS NULL
               AND (expires_at IS NULL OR expires_at > {tx.Now}) {older}
             ORDER BY id DESC LIMIT {limit}
            """, Read);
    }

    /// <summary>
    /// Ends a token of <paramref name="owner"/> (of anybody's, when null) and returns it, or null if there is no live one.
    /// </summary>
    public static async ValueTask<PersonalToken?> Revoke(Tx tx, Revocations revocations, PersonalTokenId id, UserId? owner)
    {
        var ofOwner = owner is { } user ? (Sql)$"AND owner_type = 'user' AND owner_id = {user}" : (Sql)$"";
        var revoked = await tx.Find($"""
            UPDATE kw.personal_tokens SET revoked_at = {tx.Now} WHERE id = {id} AND revoked_at IS NULL {ofOwner}
            RETURNING {Columns}
            """, Read);
        if (revoked is not null)
        {
            await revocations.Add(tx, Subject.Of(id));
        }

        return revoked;
    }

    public static async ValueTask<int> RevokeAll(Tx tx, Revocations revocations, UserId owner)
    {
        var revoked = await tx.List($"""
            UPDATE kw.personal_tokens SET revoked_at = {tx.Now}
             WHERE owner_type = 'user' AND owner_id = {owner} AND revoked_at IS NULL
            RETURNING id
            """, row => row.Uuid("id"));
        foreach (var id in revoked)
        {
            await revocations.Add(tx, new Subject(SubjectKind.Token, id));
        }

        return revoked.Count;
    }

    /// <summary>Takes from a user's tokens what tells about the person.</summary>
    public static ValueTask<int> EraseTraits(Tx tx, UserId owner) => tx.Execute($"""
        UPDATE kw.personal_tokens SET name = '', last_used_ip = NULL WHERE owner_type = 'user' AND owner_id = {owner}
        """);

    private static PersonalToken Read(Row row) => new(
        row.Id<PersonalTokenId>("id"), row.Id<UserId>("owner_id"), row.Text("name"),
        JsonText.Strings(row.Text("abilities")), row.Instant("created_at"))
    {
        LastUsedAt = row.InstantOrNull("last_used_at"),
        LastUsedAddress = row.Ip("last_used_ip"),
        ExpiresAt = row.InstantOrNull("expires_at"),
    };
}
