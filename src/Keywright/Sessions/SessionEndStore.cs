using Keywright.Database;
using Keywright.Security;

namespace Keywright.Sessions;

/// <summary>The end of sessions that ended: after a while the row goes, too.</summary>
internal static partial class SessionStore
{
    /// <summary>Sessions that ended at <paramref name="cutoff"/> or before, by themselves or by somebody.</summary>
    public static ValueTask<long> CountEnded(Tx tx, DateTimeOffset cutoff) => tx.Count($"""
        SELECT count(*) AS n FROM kw.sessions WHERE {HasEnded(cutoff)}
        """);

    /// <summary>The next sessions by id, and which of them ended.</summary>
    public static ValueTask<List<Ended<SessionId>>> PageEnded(Tx tx, DateTimeOffset cutoff, SessionId? after, int limit)
    {
        var later = after is { } id ? (Sql)$"WHERE id > {id}" : (Sql)$"";
        return tx.List($"""
            SELECT id, CASE WHEN {HasEnded(cutoff)} THEN 1 ELSE 0 END AS has_ended FROM kw.sessions {later} ORDER BY id LIMIT {limit}
            """, row => new Ended<SessionId>(row.Id<SessionId>("id"), row.Int("has_ended") == 1));
    }

    /// <summary>Deletes those of them that ended, and returns how many did.</summary>
    public static ValueTask<int> DeleteEnded(Tx tx, DateTimeOffset cutoff, IReadOnlyCollection<SessionId> ids) => tx.Execute($"""
        DELETE FROM kw.sessions WHERE id {Sql.In(ids)} AND ({HasEnded(cutoff)})
        """);

    private static Sql HasEnded(DateTimeOffset cutoff) =>
        $"revoked_at <= {cutoff} OR expires_at <= {cutoff} OR absolute_expires_at <= {cutoff}";
}
