using Keywright.Database;
using Keywright.OAuth.Grants;
using Keywright.Security;

namespace Keywright.OAuth.Logout;

/// <summary>The end of a session that one client is to be told of: its attempt is this node's until the visibility is over.</summary>
internal sealed record EndedSession(SessionId SessionId, ClientId ClientId, UserId UserId, DateTimeOffset EndedAt, int Attempt);

/// <summary>
/// All writes to <c>oauth_logouts</c> but those of the triggers that notice the end of a session: which client is to be told of which
/// session, and when to look again.
/// </summary>
internal static class OAuthLogoutStore
{
    /// <summary>Longer than any attempt takes: only a crashed node's rows are taken by another.</summary>
    public static readonly TimeSpan Visibility = TimeSpan.FromMinutes(1);

    // A session that ended while its grant was written was not seen by the trigger: the first look is soon.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(1);

    /// <summary>From now on the client of the grant is to be told when its session ends.</summary>
    public static ValueTask Expect(Tx tx, Grant grant) => tx.Later($"""
        INSERT INTO kw.oauth_logouts (session_id, client_id, user_id, due_at, created_at)
        VALUES ({grant.SessionId}, {grant.ClientId}, {grant.UserId}, {tx.Now + FirstLook}, {tx.Now})
        ON CONFLICT (session_id, client_id) DO NOTHING
        """);

    public static async ValueTask<bool> AnyDue(Tx tx) => await tx.FindValue($"""
        SELECT attempts FROM kw.oauth_logouts WHERE due_at <= {tx.Now} LIMIT 1
        """, row => row.Int("attempts")) is not null;

    /// <summary>Sessions that live on are looked at again when they would end.</summary>
    public static ValueTask<int> Postpone(Tx tx) => tx.Execute($"""
        UPDATE kw.oauth_logouts AS l
           SET due_at = (SELECT s.expires_at FROM kw.sessions AS s WHERE s.id = l.session_id)
         WHERE l.due_at <= {tx.Now} AND l.ended_at IS NULL
           AND EXISTS (SELECT 1 FROM kw.sessions AS s JOIN kw.users AS u ON u.id = s.user_id AND u.status = 'active'
                        WHERE s.id = l.session_id AND s.status = 'active' AND s.expires_at > {tx.Now})
        """);

    /// <summary>
    /// Takes up to <paramref name="limit"/> sessions that have ended, after <see cref="Postpone"/> in the same unit of work. One statement
    /// decides: a row is claimed by one node, and comes back only when that one has not told what became of it in time.
    /// </summary>
    public static ValueTask<List<EndedSession>> Claim(Tx tx, int limit) => tx.List($"""
        UPDATE kw.oauth_logouts
           SET attempts = attempts + 1, ended_at = coalesce(ended_at, {tx.Now}), due_at = {tx.Now + Visibility}
         WHERE (session_id, client_id) IN
               (SELECT session_id, client_id FROM kw.oauth_logouts WHERE due_at <= {tx.Now}
                 ORDER BY due_at LIMIT {limit} {tx.Dialect.SkipLocked()})
        RETURNING session_id, client_id, user_id, ended_at, attempts
        """, row => new EndedSession(
            row.Id<SessionId>("session_id"), row.Id<ClientId>("client_id"), row.Id<UserId>("user_id"), row.Instant("ended_at"),
            row.Int("attempts")));

    /// <summary>Another attempt later; not when another node has claimed the row meanwhile.</summary>
    public static ValueTask<int> Retry(Tx tx, EndedSession ended, DateTimeOffset at) => tx.Execute($"""
        UPDATE kw.oauth_logouts SET due_at = {at}
         WHERE session_id = {ended.SessionId} AND client_id = {ended.ClientId} AND attempts = {ended.Attempt}
        """);

    /// <summary>The client has been told, or is given up. False when another node was first.</summary>
    public static async ValueTask<bool> Close(Tx tx, EndedSession ended) => await tx.Execute($"""
        DELETE FROM kw.oauth_logouts
         WHERE session_id = {ended.SessionId} AND client_id = {ended.ClientId} AND attempts = {ended.Attempt}
        """) > 0;
}
