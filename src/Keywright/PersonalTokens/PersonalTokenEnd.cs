using Keywright.Database;
using Keywright.Security;

namespace Keywright.PersonalTokens;

/// <summary>The end of tokens that ended: after a while the row goes, too.</summary>
internal static partial class PersonalTokenStore
{
    /// <summary>Tokens that expired or were revoked at <paramref name="cutoff"/> or before.</summary>
    public static ValueTask<long> CountEnded(Tx tx, DateTimeOffset cutoff) => tx.Count($"""
        SELECT count(*) AS n FROM kw.personal_tokens WHERE {HasEnded(cutoff)}
        """);

    /// <summary>The next tokens by id, and which of them ended.</summary>
    public static ValueTask<List<Ended<PersonalTokenId>>> PageEnded(Tx tx, DateTimeOffset cutoff, PersonalTokenId? after, int limit)
    {
        var later = after is { } id ? (Sql)$"WHERE id > {id}" : (Sql)$"";
        return tx.List($"""
            SELECT id, CASE WHEN {HasEnded(cutoff)} THEN 1 ELSE 0 END AS has_ended FROM kw.personal_tokens {later} ORDER BY id LIMIT {limit}
            """, row => new Ended<PersonalTokenId>(row.Id<PersonalTokenId>("id"), row.Int("has_ended") == 1));
    }

    /// <summary>Deletes those of them that ended, and returns how many did.</summary>
    public static ValueTask<int> DeleteEnded(Tx tx, DateTimeOffset cutoff, IReadOnlyCollection<PersonalTokenId> ids) => tx.Execute($"""
        DELETE FROM kw.personal_tokens WHERE id {Sql.In(ids)} AND ({HasEnded(cutoff)})
        """);

    private static Sql HasEnded(DateTimeOffset cutoff) => $"expires_at <= {cutoff} OR revoked_at <= {cutoff}";
}
