using Keywright.Database;
using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.Sessions;

/// <summary>The refresh side of a session row.</summary>
internal sealed record RefreshState(UserId UserId, string Status, RefreshFamily Family)
{
    public DateTimeOffset? AccessExpiresAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a rotation puts in place of the old secrets.</summary>
internal sealed record Rotation(
    byte[] RefreshHash, byte[] AccessHash, DateTimeOffset AccessExpiresAt, DateTimeOffset ExpiresAt, byte[] Successor);

internal static partial class SessionStore
{
    /// <summary>
    /// Replaces the refresh token whose hash is <paramref name="presented"/>, if it is the current one of a live session of an active user.
    /// One statement decides, so of many at once one rotates; the others find it done.
    /// </summary>
    public static ValueTask<RefreshState?> Rotate(Tx tx, SessionId id, byte[] presented, Rotation next) => tx.Find($"""
        UPDATE kw.sessions
           SET previous_refresh_hash = refresh_hash, refresh_hash = {next.RefreshHash}, generation = generation + 1,
               previous_rotated_at = rotated_at, rotated_at = {tx.Now}, successor = {next.Successor},
               previous_access_hash = access_hash, previous_access_expires_at = access_expires_at, access_hash = {next.AccessHash},
               access_expires_at = CASE WHEN absolute_expires_at < {next.AccessExpiresAt} THEN absolute_expires_at
                                        ELSE {next.AccessExpiresAt} END,
               expires_at = CASE WHEN absolute_expires_at < {next.ExpiresAt} THEN absolute_expires_at ELSE {next.ExpiresAt} END,
               last_activity = {tx.Now}
         WHERE id = {id} AND refresh_hash = {presented} AND status = 'active' AND expires_at > {tx.Now}
           AND EXISTS (SELECT 1 FROM kw.users AS u WHERE u.id = user_id AND u.status = 'active')
        RETURNING {RefreshColumns}
        """, ReadRefresh);

    public static ValueTask<RefreshState?> FindRefresh(Tx tx, SessionId id) => tx.Find($"""
        SELECT {RefreshColumns} FROM kw.sessions WHERE id = {id}
        """, ReadRefresh);

    /// <summary>A copy of a refresh token was used: the whole family ends (RFC 9700 §4.14.2).</summary>
    public static ValueTask<int> MarkSuspicious(Tx tx, SessionId id) => tx.Execute($"""
        UPDATE kw.sessions SET suspicious_at = {tx.Now} WHERE id = {id}
        """);

    /// <summary>Whether there is something to forget: a look is cheaper than a write that changes nothing.</summary>
    public static async ValueTask<bool> HasSuccessors(Tx tx, DateTimeOffset rotatedBefore) => await tx.FindValue($"""
        SELECT generation FROM kw.sessions WHERE successor IS NOT NULL AND rotated_at < {rotatedBefore} LIMIT 1
        """, row => row.Int("generation")) is not null;

    /// <summary>Forgets the encrypted successors whose grace is over.</summary>
    public static ValueTask<int> EraseSuccessors(Tx tx, DateTimeOffset rotatedBefore) => tx.Execute($"""
        UPDATE kw.sessions SET successor = NULL WHERE successor IS NOT NULL AND rotated_at < {rotatedBefore}
        """);

    /// <summary>Moves a cookie session on by its lifetime, up to its absolute end.</summary>
    public static ValueTask<RefreshState?> Extend(Tx tx, SessionId id, DateTimeOffset expiresAt) => tx.Find($"""
        UPDATE kw.sessions
           SET expires_at = CASE WHEN absolute_expires_at < {expiresAt} THEN absolute_expires_at ELSE {expiresAt} END
         WHERE id = {id} AND status = 'active' AND expires_at > {tx.Now}
           AND EXISTS (SELECT 1 FROM kw.users AS u WHERE u.id = user_id AND u.status = 'active')
        RETURNING {RefreshColumns}
        """, ReadRefresh);

    private static Sql RefreshColumns => $"""
        user_id, status, generation, previous_refresh_hash, rotated_at, previous_rotated_at, successor, access_expires_at, expires_at
        """;

    private static RefreshState ReadRefresh(Row row) => new(
        row.Id<UserId>("user_id"), row.Text("status"), new RefreshFamily(row.Int("generation"))
        {
            PreviousHash = row.BytesOrNull("previous_refresh_hash"),
            RotatedAt = row.InstantOrNull("rotated_at"),
            PreviousRotatedAt = row.InstantOrNull("previous_rotated_at"),
            Successor = row.BytesOrNull("successor"),
        })
    {
        AccessExpiresAt = row.InstantOrNull("access_expires_at"),
        ExpiresAt = row.Instant("expires_at"),
    };
}
