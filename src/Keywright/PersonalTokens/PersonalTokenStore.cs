using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Revocations;

namespace Keywright.PersonalTokens;

/// <summary>All writes to <c>personal_tokens</c>.</summary>
internal static partial class PersonalTokenStore
{
    private static Sql Columns => $"id, owner_type, owner_id, name, abilities, last_used_at, last_used_ip, expires_at, created_at";

    public static ValueTask<PersonalToken?> Add(
        Tx tx, TokenOwner owner, string name, byte[] hash, IReadOnlyCollection<string> abilities, DateTimeOffset? expiresAt) => tx.Find($"""
        INSERT INTO kw.personal_tokens (id, owner_type, owner_id, name, token_hash, abilities, expires_at, created_at)
        VALUES ({tx.NewId<PersonalTokenId>()}, {owner.Type}, {owner.Id}, {name}, {hash}, {new Json(JsonText.Array(abilities))},
                {expiresAt}, {tx.Now})
        RETURNING {Columns}
        """, Read);

    public static ValueTask<PersonalToken?> Find(Tx tx, PersonalTokenId id) => tx.Find($"""
        SELECT {Columns} FROM kw.personal_tokens WHERE id = {id}
        """, Read);

    /// <summary>The tokens of <paramref name="owner"/> (of all, when null) that still work, newest first.</summary>
    public static ValueTask<List<PersonalToken>> ListLive(Tx tx, TokenOwner? owner, PersonalTokenId? before, int limit)
    {
        var older = before is { } id ? (Sql)$"AND id < {id}" : (Sql)$"";
        var ofOwner = Of(owner);
        return tx.List($"""
            SELECT {Columns} FROM kw.personal_tokens
             WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > {tx.Now}) {ofOwner} {older}
             ORDER BY id DESC LIMIT {limit}
            """, Read);
    }

    /// <summary>
    /// Ends a token of <paramref name="owner"/> (of anybody's, when null) and returns it, or null if there is no live one.
    /// </summary>
    public static async ValueTask<PersonalToken?> Revoke(Tx tx, Revocations revocations, PersonalTokenId id, TokenOwner? owner)
    {
        var ofOwner = Of(owner);
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

    public static async ValueTask<int> RevokeAll(Tx tx, Revocations revocations, TokenOwner owner)
    {
        var revoked = await tx.List($"""
            UPDATE kw.personal_tokens SET revoked_at = {tx.Now}
             WHERE owner_type = {owner.Type} AND owner_id = {owner.Id} AND revoked_at IS NULL
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

    private static Sql Of(TokenOwner? owner) =>
        owner is { } one ? (Sql)$"AND owner_type = {one.Type} AND owner_id = {one.Id}" : (Sql)$"";

    private static PersonalToken Read(Row row) => new(
        row.Id<PersonalTokenId>("id"), TokenOwner.From(row.Text("owner_type"), row.Uuid("owner_id")), row.Text("name"),
        JsonText.Strings(row.Text("abilities")), row.Instant("created_at"))
    {
        LastUsedAt = row.InstantOrNull("last_used_at"),
        LastUsedAddress = row.Ip("last_used_ip"),
        ExpiresAt = row.InstantOrNull("expires_at"),
    };
}
